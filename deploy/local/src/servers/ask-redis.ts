import { connect } from "node:net";

const ANSWER_WITHIN_MS = 2_000;
const ANSWER_BYTES_MAX = 1024 * 1024;

export interface RedisAddress {
  readonly port: number;
  readonly password: string;
}

/**
 * Sends one command to a Redis on this host and gives the text of its answer: a simple or bulk string, a number, or the elements of
 * a flat list joined by line ends. Rejects when the server refuses, is still loading, or does not answer within two seconds.
 * For supervision only; everything else goes through the queue package.
 */
export async function askRedis({ port, password }: RedisAddress, command: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let received = "";
    const finish = (settle: () => void): void => {
      socket.destroy();
      settle();
    };
    // One character for each byte, because answers give their length in bytes
    socket.setEncoding("latin1");
    socket.setTimeout(ANSWER_WITHIN_MS, () => finish(() => reject(new Error("Redis does not answer"))));
    socket.once("error", (error) => finish(() => reject(error)));
    socket.once("close", () => reject(new Error("Redis closed the connection")));
    socket.on("data", (chunk: string) => {
      received += chunk;
      const answers = readAnswers(received);
      const refusal = answers.find((answer) => answer.startsWith("-"));
      const [, answer] = answers;
      if (refusal !== undefined) finish(() => reject(new Error(refusal.slice(1))));
      else if (answer !== undefined) finish(() => resolve(Buffer.from(answer, "latin1").toString("utf8")));
      else if (received.length > ANSWER_BYTES_MAX) finish(() => reject(new Error("Redis answers too much")));
    });
    socket.write(encode(["AUTH", password]) + encode(command));
  });
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

/** The complete answers in what was received; an error keeps its leading "-". */
function readAnswers(text: string): readonly string[] {
  const answers: string[] = [];
  let at = 0;
  for (;;) {
    const answer = readAnswer(text, at);
    if (answer === undefined) return answers;
    answers.push(answer.value);
    at = answer.end;
  }
}

function readAnswer(text: string, at: number): { value: string; end: number } | undefined {
  const lineEnd = text.indexOf("\r\n", at);
  if (lineEnd === -1) return undefined;
  const head = text.slice(at + 1, lineEnd);
  const end = lineEnd + 2;
  if (text[at] === "-") return { value: `-${head}`, end };
  if (text[at] === "$") return readBulk(text, end, Number(head));
  if (text[at] === "*") return readList(text, end, Number(head));
  return { value: head, end };
}

function readBulk(text: string, at: number, length: number): { value: string; end: number } | undefined {
  if (length < 0) return { value: "", end: at };
  return text.length < at + length + 2 ? undefined : { value: text.slice(at, at + length), end: at + length + 2 };
}

function readList(text: string, at: number, count: number): { value: string; end: number } | undefined {
  const values: string[] = [];
  let end = at;
  for (let index = 0; index < count; index += 1) {
    const element = readAnswer(text, end);
    if (element === undefined) return undefined;
    values.push(element.value);
    end = element.end;
  }
  return { value: values.join("\n"), end };
}
