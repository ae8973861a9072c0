import type { PositionView } from "@bottrader/contracts";
import { useState } from "preact/hooks";
import { formatPrice, formatSignedMoney, formatSize } from "../format/figures.ts";
import { useDesk } from "../live/desk-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useAnnounce } from "../ui/notices.tsx";

interface ClosePositionProps {
  readonly position: PositionView;
}

/** Sells one position through the normal exit path, after asking. */
export function ClosePosition({ position }: ClosePositionProps) {
  const desk = useDesk();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const { symbol, size, bid, pnl } = position;
  return (
    <>
      <button type="button" class="button" aria-label={`Close ${symbol}`} onClick={() => setAsking(true)}>
        Close
      </button>
      {isAsking && (
        <ConfirmDialog
          title={`Close ${symbol}?`}
          confirmLabel={`Sell ${symbol}`}
          isGrave
          onConfirm={() => desk.closePosition(symbol)}
          onClose={(isDone) => {
            if (isDone) announce(`The close of ${symbol} was accepted.`);
            setAsking(false);
          }}
        >
          <p>
            Sells {formatSize(size)} {symbol.split("/")[0]} at the market with reason MANUAL. Its stop and target are
            withdrawn by the same exit.
          </p>
          <p class="num">
            Bid now {bid === null ? "unknown" : formatPrice(bid)}, P&L about {formatSignedMoney(pnl)} after fees.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
