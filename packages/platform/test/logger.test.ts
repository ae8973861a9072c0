import { describe, expect, test } from "vitest";
import { capturedLog } from "./captured-log.ts";

const SECRET = "correct horse battery staple";

describe("F1: secrets never reach a log line", () => {
  const names = ["secret", "password", "passphrase", "token", "apiKey", "apiSecret", "authorization", "cookie"];

  test.each([...names, "set-cookie", "x-internal-token"])("%s is censored on three levels", (name) => {
    const { log, lines } = capturedLog();
    log.info({ [name]: SECRET }, "outermost");
    log.info({ body: { [name]: SECRET } }, "inside");
    log.info({ req: { headers: { [name]: SECRET } } }, "inside again");
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain(SECRET);
    for (const line of lines) expect(line).toContain("[redacted]");
  });

  test("headers an exchange library hangs on its errors are censored", () => {
    const { log, lines } = capturedLog();
    const error = Object.assign(new Error("401 from the exchange"), { headers: { authorization: SECRET } });
    log.error({ err: error }, "call failed");
    expect(lines.join("")).not.toContain(SECRET);
    expect(lines.join("")).toContain("401 from the exchange");
  });

  test("what is no secret stays readable", () => {
    const { log, lines } = capturedLog();
    log.info({ intentId: "int_1", tokens: 5 }, "entry refused");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      name: "test",
      intentId: "int_1",
      tokens: 5,
      msg: "entry refused",
    });
  });
});
