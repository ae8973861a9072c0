/**
 * The paper venue: the exchange port over recorded bars or live prices, with durable books of its own.
 *
 * Invariants
 * 1. Every step (a batch of bars, a tick, a placed or cancelled order) is one commit, or none when nothing changed.
 * 2. Steps run one after another; events are told after their commit, fills before the order states they lead to (F26).
 * 3. Opened again from its store, the venue goes on as if it had never stopped.
 *
 * Events tell what the caller's own answer does not: an accepted order is not announced, what becomes of it is.
 */
import { type ClientOrderId, err, invariant, type Market, ok, type QuoteTick, type Result } from "@bottrader/core";
import type {
  CancelOutcome,
  Clock,
  OcoRequest,
  OrderRequest,
  PaperOrder,
  PaperVenueStore,
  PlaceOutcome,
  VenueBalance,
  VenueCapabilities,
  VenueFault,
  VenueFill,
  VenueOrder,
  VenueRead,
} from "@bottrader/ports";
import { cancelOpenOrder } from "./cancel-open-order.ts";
import { createEventFeed, type VenueListener } from "./event-feed.ts";
import type { PaperTerms } from "./paper-terms.ts";
import type { PaperBarBatch, PaperVenue, PaperVenueOptions } from "./paper-venue.ts";
import { placeOco } from "./place-oco.ts";
import { placeOrder } from "./place-order.ts";
import { processBar } from "./process-bar.ts";
import { fillAtTouch, processQuote } from "./process-quote.ts";
import { createQuoteBoard, type QuoteBoard } from "./quote-board.ts";
import { createTurns } from "./turns.ts";
import { attempt, openVenueBooks, type VenueBooks } from "./venue-books.ts";
import { balanceOf, type Draft, isChanged, newDraft, openOrders, toVenueOrder } from "./venue-draft.ts";
import { answerLost, notSent, refused } from "./venue-faults.ts";

/** Opens the venue from its store. Rejects when the store cannot be read. */
export async function openPaperVenue(options: PaperVenueOptions): Promise<PaperVenue> {
  const books = await openVenueBooks(options.store, options.startingBalances);
  return new StoredPaperVenue(options, books);
}

/** A stop crossed while we were down is settled from the first bars delivered at restart, so the venue protects meanwhile. */
const CAPABILITIES: VenueCapabilities = { venue: "paper", bracket: "native", protectsWhileDown: true };

/** Decimals of the store's money columns: every amount must be exact in them. */
const AMOUNT_DECIMALS_MAX = 18;

const NO_BARS: ReadonlyMap<string, number> = new Map();

type Placed = Result<readonly PaperOrder[], VenueFault>;

class StoredPaperVenue implements PaperVenue {
  readonly capabilities = CAPABILITIES;
  readonly #store: PaperVenueStore;
  readonly #clock: Clock;
  readonly #markets = new Map<string, Market>();
  readonly #terms: PaperTerms;
  readonly #books: VenueBooks;
  readonly #quotes: QuoteBoard;
  readonly #turn = createTurns();
  readonly #feed = createEventFeed();
  #isSessionOver = false;

  constructor(options: PaperVenueOptions, books: VenueBooks) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#books = books;
    this.#terms = { rules: options.rules, markets: this.#markets };
    this.#quotes = createQuoteBoard(options.rules, (symbol) => this.market(symbol));
    this.setMarkets(options.markets);
  }

  setMarkets(markets: readonly Market[]): void {
    for (const { symbol, step, tick } of markets) {
      const isExact = step.decimalPlaces() + tick.decimalPlaces() <= AMOUNT_DECIMALS_MAX;
      invariant(isExact, `${symbol}: price times size needs more than ${AMOUNT_DECIMALS_MAX} decimals`);
    }
    this.#markets.clear();
    for (const market of markets) this.#markets.set(market.symbol, market);
  }

  markets(): readonly Market[] {
    return [...this.#markets.values()];
  }

  market(symbol: string): Market | null {
    return this.#markets.get(symbol) ?? null;
  }

  quote(symbol: string): QuoteTick | null {
    return this.#quotes.get(symbol);
  }

  onEvent(listener: VenueListener): void {
    this.#feed.subscribe(listener);
  }

  placeOrder(request: OrderRequest): Promise<PlaceOutcome> {
    const { attached, clientOrderId, symbol } = request;
    const ids = attached ? [clientOrderId, attached.stopId, attached.targetId] : [clientOrderId];
    return this.#place({ symbol, ids }, (draft, placedAtMs) => {
      const placed = placeOrder(draft, { request, quote: this.quote(symbol), placedAtMs });
      return placed.ok ? ok([placed.value]) : placed;
    });
  }

  placeOco(request: OcoRequest): Promise<PlaceOutcome> {
    const { stopId, symbol, targetId } = request;
    return this.#place({ symbol, ids: [stopId, targetId] }, (draft, placedAtMs) =>
      placeOco(draft, { request, quote: this.quote(symbol), placedAtMs }),
    );
  }

  cancelOrder(symbol: string, clientOrderId: ClientOrderId): Promise<CancelOutcome> {
    return this.#turn(async () => {
      const ready = await this.#books.refresh();
      if (!ready.ok) return notSent(ready.error);
      const order = this.#books.book().openOrders.get(clientOrderId);
      if (order?.symbol !== symbol) return { phase: "gone" };
      const draft = this.#draft();
      const cancelled = cancelOpenOrder(draft, order);
      const written = await this.#commit(draft, NO_BARS);
      return written.ok ? { phase: "accepted", order: toVenueOrder(cancelled) } : answerLost(written.error);
    });
  }

  fetchOrder(symbol: string, clientOrderId: ClientOrderId): Promise<VenueRead<VenueOrder | null>> {
    return this.#read(async () => {
      const order = await this.#books.findOrder(clientOrderId);
      if (!order.ok) return order;
      return ok(order.value?.symbol === symbol ? toVenueOrder(order.value) : null);
    });
  }

  fetchOpenOrders(): Promise<VenueRead<readonly VenueOrder[]>> {
    return this.#read(async () => ok(openOrders(this.#draft(), null).map(toVenueOrder)));
  }

  fetchFills(sinceMs: number): Promise<VenueRead<readonly VenueFill[]>> {
    return this.#read(() => attempt(() => this.#store.fillsSince(sinceMs)));
  }

  fetchBalances(): Promise<VenueRead<readonly VenueBalance[]>> {
    return this.#read(async () => {
      const draft = this.#draft();
      return ok([...draft.book.totals.keys()].map((currency) => balanceOf(draft, currency)));
    });
  }

  async onBars(batch: PaperBarBatch): Promise<void> {
    await this.#turn(() => this.#settleBars(batch));
    await this.#feed.drained();
  }

  async onQuote(tick: QuoteTick): Promise<void> {
    if (tick.bid.lte(0) || tick.ask.lt(tick.bid) || !this.#markets.has(tick.symbol)) return;
    await this.#turn(async () => {
      const previous = this.quote(tick.symbol);
      if (!this.#quotes.putTick(tick)) return;
      await this.#ready();
      const draft = this.#draft();
      processQuote(draft, tick, previous?.atMs ?? null);
      await this.#settle(draft, NO_BARS);
    });
    await this.#feed.drained();
  }

  async endSession(): Promise<void> {
    await this.#turn(async () => {
      this.#isSessionOver = true;
      await this.#ready();
      const draft = this.#draft();
      for (const symbol of this.#markets.keys()) this.#fillAtTouch(draft, symbol);
      await this.#settle(draft, NO_BARS);
    });
    await this.#feed.drained();
  }

  async #settleBars({ bars, closeTimeMs }: PaperBarBatch): Promise<void> {
    await this.#ready();
    const draft = this.#draft();
    const { barClosedAtMs, openOrders: open } = draft.book;
    const busy = new Set(open.size > 0 ? openOrders(draft, null).map((order) => order.symbol) : []);
    const settled = new Map<string, number>();
    for (const bar of bars) {
      const isNew = closeTimeMs > (barClosedAtMs.get(bar.symbol) ?? -Infinity) && !settled.has(bar.symbol);
      if (!isNew) continue;
      settled.set(bar.symbol, closeTimeMs);
      if (busy.has(bar.symbol)) processBar(draft, bar, closeTimeMs);
    }
    await this.#settle(draft, settled);
    for (const bar of bars) this.#quotes.putBar(bar, closeTimeMs);
    if (settled.size > 0) this.#isSessionOver = false;
  }

  async #ready(): Promise<void> {
    const ready = await this.#books.refresh();
    if (!ready.ok) throw new Error(`the paper venue's store cannot be read: ${ready.error}`);
  }

  /** Writes a step of the market. Throws when the store does not take it: to the venue it has not happened then. */
  async #settle(draft: Draft, settled: ReadonlyMap<string, number>): Promise<void> {
    if (!isChanged(draft)) {
      this.#books.markBars(settled);
      return;
    }
    const written = await this.#commit(draft, settled);
    if (!written.ok) throw new Error(`the paper venue's store did not answer: ${written.error}`);
  }

  #place(
    { ids, symbol }: { readonly ids: readonly ClientOrderId[]; readonly symbol: string },
    work: (draft: Draft, placedAtMs: number) => Placed,
  ): Promise<PlaceOutcome> {
    return this.#turn(async () => {
      const ready = await this.#books.refresh();
      if (!ready.ok) return notSent(ready.error);
      const usable = await this.#checkIds(ids);
      if (!usable.ok) return usable.error;
      const draft = this.#draft();
      // A clock behind the bars must not let an order meet a bar that was known when it was placed.
      const placedAtMs = Math.max(this.#clock.nowMs(), draft.book.barClosedAtMs.get(symbol) ?? 0);
      const placed = work(draft, placedAtMs);
      if (!placed.ok) return placed.error;
      if (this.#isSessionOver) this.#fillAtTouch(draft, symbol);
      const written = await this.#commit(draft, NO_BARS);
      if (!written.ok) return answerLost(written.error);
      return { phase: "accepted", orders: ids.flatMap((id) => draft.orders.get(id) ?? []).map(toVenueOrder) };
    });
  }

  /** An id may be used once, ever; ids of legs that do not rest yet count. */
  async #checkIds(ids: readonly ClientOrderId[]): Promise<Result<void, VenueFault>> {
    const promised = new Set<string>();
    for (const { attached } of this.#books.book().openOrders.values()) {
      if (attached) promised.add(attached.stopId).add(attached.targetId);
    }
    for (const id of ids) {
      const known = await this.#books.findOrder(id);
      if (!known.ok) return err(notSent(known.error));
      if (known.value || promised.has(id)) return err(refused("DUPLICATE_ID", `${id} has been used`));
      promised.add(id);
    }
    return ok(undefined);
  }

  #fillAtTouch(draft: Draft, symbol: string): void {
    const quote = this.quote(symbol);
    if (quote) fillAtTouch(draft, quote, Math.max(quote.atMs, this.#clock.nowMs()));
  }

  #draft(): Draft {
    return newDraft(this.#books.book(), this.#terms);
  }

  async #commit(draft: Draft, settled: ReadonlyMap<string, number>): Promise<Result<void, string>> {
    const written = await this.#books.commit(draft, settled);
    if (written.ok) this.#feed.publish(draft.events);
    return written;
  }

  #read<T>(query: () => Promise<Result<T, string>>): Promise<VenueRead<T>> {
    return this.#turn(async () => {
      const ready = await this.#books.refresh();
      const answer = ready.ok ? await query() : ready;
      return answer.ok ? answer : { ok: false, detail: answer.error };
    });
  }
}
