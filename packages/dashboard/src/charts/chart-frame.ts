import { type ChartOptions, ColorType, CrosshairMode, type DeepPartial } from "lightweight-charts";
import type { Palette } from "./read-palette.ts";

/** What both charts share. The library's notice is in the page's footer, so its logo is not drawn over the figures. */
export function chartFrame(palette: Palette): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: palette.panel },
      textColor: palette.quiet,
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: palette.grid, separatorHoverColor: palette.grid, enableResize: false },
    },
    grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
    crosshair: { mode: CrosshairMode.Normal, vertLine: { color: palette.quiet }, horzLine: { color: palette.quiet } },
    rightPriceScale: { borderColor: palette.grid },
    timeScale: { borderColor: palette.grid, timeVisible: true, secondsVisible: false, rightOffset: 4 },
    localization: { locale: "en-GB" },
    // A wheel over a chart must scroll the page; zooming needs a pinch or the axis.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  };
}
