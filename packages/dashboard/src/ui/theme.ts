import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { createStore, type Store, useStore } from "../live/store.ts";

type Theme = "light" | "dark";

const KEY = "bottrader.theme";

interface ThemeSwitch {
  readonly store: Store<Theme>;
  readonly toggle: () => void;
}

/** Follows the system until the operator chooses; the choice is remembered in this browser. */
export function createThemeSwitch(browser: Window): ThemeSwitch {
  const system = browser.matchMedia("(prefers-color-scheme: dark)");
  const systemTheme = (): Theme => (system.matches ? "dark" : "light");
  let chosen = storedTheme(browser);
  const store = createStore<Theme>(chosen ?? systemTheme());
  const apply = (theme: Theme): void => {
    browser.document.documentElement.setAttribute("data-theme", theme);
    store.update(() => theme);
  };
  apply(store.get());
  system.addEventListener("change", () => {
    if (chosen === null) apply(systemTheme());
  });
  return {
    store,
    toggle: () => {
      chosen = store.get() === "dark" ? "light" : "dark";
      apply(chosen);
      try {
        browser.localStorage.setItem(KEY, chosen);
      } catch {
        // A browser that forbids storage still gets its theme for this visit.
      }
    },
  };
}

function storedTheme(browser: Window): Theme | null {
  try {
    const stored = browser.localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : null;
  } catch {
    return null;
  }
}

export const ThemeContext = createContext<ThemeSwitch | null>(null);

/** The theme in effect and the switch. */
export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const themeSwitch = useContext(ThemeContext);
  if (themeSwitch === null) throw new Error("rendered outside the theme");
  return { theme: useStore(themeSwitch.store, (theme) => theme), toggle: themeSwitch.toggle };
}
