import type { ApiFault } from "./client.ts";

/** A failure in words for the operator. */
export function faultWords(fault: ApiFault): string {
  switch (fault.kind) {
    case "signed_out":
      return "The session has ended. Sign in again.";
    case "unreachable":
      return "The order manager does not answer.";
    case "unreadable":
      return "The answer could not be read.";
    case "refused":
      return `Refused (${fault.status}): ${fault.message}`;
  }
}
