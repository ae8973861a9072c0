import { render } from "preact";
import { createApi } from "./api/client.ts";
import { App } from "./app.tsx";
import { createDesk } from "./live/create-desk.ts";
import { DeskContext } from "./live/desk-context.ts";
import { openBrowserStream } from "./live/open-browser-stream.ts";
import { browserTimers } from "./live/timers.ts";
import { Notices } from "./ui/notices.tsx";
import { createThemeSwitch, ThemeContext } from "./ui/theme.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/forms.css";
import "./styles/panels.css";
import "./styles/positions.css";
import "./styles/signals.css";

const host = document.getElementById("desk");
if (host === null) throw new Error("the page has no room for the desk");

const themeSwitch = createThemeSwitch(window);
const desk = createDesk({
  api: createApi((path, init) => fetch(path, init)),
  openStream: openBrowserStream,
  timers: browserTimers,
  random: Math.random,
});

render(
  <ThemeContext.Provider value={themeSwitch}>
    <DeskContext.Provider value={desk}>
      <Notices>
        <App />
      </Notices>
    </DeskContext.Provider>
  </ThemeContext.Provider>,
  host,
);
desk.start();
