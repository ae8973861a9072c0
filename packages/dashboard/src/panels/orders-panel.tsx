import type { OrderView } from "@bottrader/contracts";
import { formatPrice, formatSize } from "../format/figures.ts";
import { formatDuration } from "../format/time.ts";
import { useMarketNowMs, useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { SymbolButton } from "../ui/symbol-button.tsx";
import { Tag } from "../ui/tag.tsx";

export function OrdersPanel() {
  const { data } = useSlot("orders");
  return (
    <Panel
      resource="orders"
      title="Working orders"
      count={data?.length}
      empty={{
        title: "No working order",
        detail: "Entries on their way and the stops and targets of open positions show here.",
      }}
    >
      {(orders) => (
        <div class="scroll-x">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Symbol</th>
                <th scope="col">Side</th>
                <th scope="col">Leg</th>
                <th scope="col">State</th>
                <th scope="col" class="right middling">
                  Filled of size
                </th>
                <th scope="col" class="right">
                  Price
                </th>
                <th scope="col" class="wide">
                  Reason
                </th>
                <th scope="col" class="right wide">
                  Age
                </th>
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => (
                <OrderRow key={order.clientOrderId} order={order} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

interface OrderRowProps {
  readonly order: OrderView;
}

function OrderRow({ order }: OrderRowProps) {
  const nowMs = useMarketNowMs();
  const ageMs = nowMs === null ? Number.NaN : Math.max(0, nowMs - Date.parse(order.createdAt));
  return (
    <tr>
      <td>
        <SymbolButton symbol={order.symbol} />
      </td>
      <td class={`side side-${order.side}`}>
        <span aria-hidden="true">{order.side === "buy" ? "▲" : "▼"}</span> {order.side}
      </td>
      <td>
        {order.leg} {order.type !== order.leg && <span class="quiet middling">{order.type}</span>}
      </td>
      <td>
        <Tag tone={order.state === "unresolved" ? "loss" : "neutral"}>{order.state}</Tag>
      </td>
      <td class="right num middling">
        {formatSize(order.filledSize)} <span class="quiet">of {formatSize(order.size)}</span>
      </td>
      <td class="right num">{orderPrice(order)}</td>
      <td class="code wide">{order.reason}</td>
      <td class="right num wide">{formatDuration(ageMs)}</td>
    </tr>
  );
}

function orderPrice({ limitPrice, stopPrice }: OrderView): string {
  if (stopPrice !== null && limitPrice !== null) return `${formatPrice(stopPrice)} → ${formatPrice(limitPrice)}`;
  if (stopPrice !== null) return formatPrice(stopPrice);
  return limitPrice === null ? "market" : formatPrice(limitPrice);
}
