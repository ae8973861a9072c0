import { connect } from "node:net";
import { expect, test } from "vitest";
import { useRedis } from "../src/index.ts";

const redis = useRedis();

/** The first line Redis answers. */
function ask(url: string, ...commands: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(`${commands.join("\r\n")}\r\n`));
    socket.once("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });
}

test("a test file gets a Redis that answers, and prefixes nobody else has", async () => {
  const { password } = new URL(redis.url());
  const answer = await ask(redis.url(), ...(password === "" ? [] : [`AUTH ${decodeURIComponent(password)}`]), "PING");
  expect(answer).toMatch(/^\+(OK|PONG)/);
  expect(redis.prefix()).not.toBe(redis.prefix());
});
