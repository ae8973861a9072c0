/** The charts draw on a canvas, which knows no CSS variables; this reads the same colours the page uses. */
export interface Palette {
  readonly panel: string;
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly gain: string;
  readonly loss: string;
  readonly info: string;
  readonly warn: string;
  readonly gainSoft: string;
  readonly lossSoft: string;
  readonly infoSoft: string;
}

const TOKENS: { readonly [Name in keyof Palette]: string } = {
  panel: "--panel",
  ink: "--ink",
  quiet: "--ink-2",
  grid: "--grid",
  gain: "--gain",
  loss: "--loss",
  info: "--info",
  warn: "--warn",
  gainSoft: "--gain-soft",
  lossSoft: "--loss-soft",
  infoSoft: "--info-soft",
};

/** Colours in effect at `host`, resolved for the theme shown. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement("span");
  host.append(probe);
  const colours = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Palette;
}
