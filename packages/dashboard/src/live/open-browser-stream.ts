import type { OpenStream } from "./create-event-link.ts";

/** The browser's own server-sent events; its built-in reconnection is replaced by ours, which backs off and also survives refusals. */
export const openBrowserStream: OpenStream = ({ opened, changed, lost }) => {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("open", opened);
  source.addEventListener("error", lost);
  source.addEventListener("change", (event) => {
    if (typeof event.data === "string") changed(event.data);
  });
  return { close: () => source.close() };
};
