"use strict";

const periodMs = 1000, lateSeconds = 3;
const element = id => document.getElementById(id);
const moneyOf = { live: "Real money", demo: "Play money of the venue", paper: "Simulated money" };
let live = null, lastAnswer = 0;

// Amounts stay text; this rounds those after the point half up, away from zero, and groups the digits before it.
function amount(text, digits = 2) {
  if (text === null || text === undefined) return "–";
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const scaled = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0")) + (fraction[digits] >= "5" ? 1n : 0n);
  const shown = scaled.toString().padStart(digits + 1, "0"), point = shown.length - digits;
  const grouped = shown.slice(0, point).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return (text.startsWith("-") && scaled > 0n ? "-" : "") + grouped + (digits === 0 ? "" : "." + shown.slice(point));
}

function set(id, text, unit = "", sign = null) {
  const target = element(id);
  target.textContent = text;
  if (unit) {
    const small = document.createElement("small");
    small.textContent = " " + unit;
    target.append(small);
  }
  target.className = sign === null ? "" : sign.startsWith("-") ? "down" : /[1-9]/.test(sign) ? "up" : "";
}

function table(id, columns, rows, empty) {
  const target = element(id);
  target.replaceChildren();
  const head = target.createTHead().insertRow();
  for (const [title, kind] of columns) {
    const cell = document.createElement("th");
    cell.textContent = title;
    if (kind === "number") cell.className = "number";
    head.append(cell);
  }
  const body = target.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, index) => {
      const cell = line.insertCell();
      const [text, kind] = Array.isArray(value) ? value : [value, columns[index][1]];
      cell.textContent = text;
      if (kind) cell.className = kind;
    });
  }
  if (rows.length === 0) {
    const cell = body.insertRow().insertCell();
    cell.colSpan = columns.length;
    cell.className = "muted";
    cell.textContent = empty;
  }
}

const clock = text => text ? text.replace("T", " ").replace(/(\.\d{3})\d*/, "$1").replace("Z", "") : "";

function show(data) {
  const unit = data.currency, position = data.positions[0];
  set("market", `${data.instrument}, feed ${data.feed.split(":")[0]}`);
  set("price", amount(data.price), unit);
  element("price-age").textContent = data.bar_age_seconds === null ? "" : `${Math.round(data.bar_age_seconds)} s old`;
  set("equity", amount(data.profit_and_loss.equity), unit);
  set("pnl", amount(data.profit_and_loss.pnl), unit, data.profit_and_loss.pnl);
  set("realized", amount(data.profit_and_loss.realized_pnl), unit, data.profit_and_loss.realized_pnl);
  set("unrealized", amount(data.profit_and_loss.unrealized_pnl), unit, data.profit_and_loss.unrealized_pnl || "");
  set("fees", amount(data.profit_and_loss.fees), unit);
  const funding = data.profit_and_loss.funding;
  set("funding", amount(funding), unit, funding);
  element("funding-figure").hidden = !/[1-9]/.test(funding) && !data.instrument.includes("-PERP");
  set("position", position ? amount(position.quantity, 5) : "–", position && position.average_entry_price ? "at " + amount(position.average_entry_price) : "");
  set("interval", `${data.interval} bars, market time ${clock(data.market_time)} UTC`);
  element("interval").className = "muted";
  element("mode").textContent = data.mode;
  element("mode").className = data.mode === "live" ? "badge warn" : "badge";
  element("state").textContent = data.trading_state;
  element("state").className = data.trading_state === "active" ? "badge" : "badge warn";
  drawChart(element("chart"), data.bars, data.fills);
  table("strategies", [["Strategy"], ["Status"], ["Position", "number"], ["Realized", "number"], ["Orders", "number"], ["Fills", "number"], ["Won", "number"], ["Parameters"]],
    data.strategies.map(one => [
      one.definition, [one.status + (one.reason ? ": " + one.reason : ""), one.status === "running" ? "up" : "down"],
      amount(one.position.quantity, 5), amount(one.position.realized_pnl), one.metrics.orders, one.metrics.fills,
      `${one.metrics.winning_fills} of ${one.metrics.closing_fills}`,
      Object.entries(one.parameters).map(([name, value]) => `${name} ${value}`).join(", "),
    ]), "No strategy is deployed");
  table("balances", [["Currency"], ["Total", "number"], ["Held back", "number"]],
    data.balances.map(one => [one.currency, amount(one.total, 8), amount(one.locked, 8)]), "Nothing is held");
  table("orders", [["Updated, UTC"], ["Status"], ["Held"], ["Side"], ["Type"], ["Quantity", "number"], ["Filled", "number"], ["Price", "number"], ["Trigger", "number"], ["Mean fill", "number"], ["Reason"], ["Id"]],
    [...data.orders, ...data.closed_orders].map(one => [
      clock(one.updated), one.status, one.held_at === "engine" ? ["here", "muted"] : one.held_at === "venue" ? "at venue" : "–",
      [one.side, one.side], one.role === "protective" ? `${one.order_type}, protective` : one.order_type, one.quantity, one.filled_quantity,
      one.price === null ? "–" : amount(one.price), one.trigger_price === null ? "–" : amount(one.trigger_price), amount(one.average_fill_price), one.reason, one.client_order_id,
    ]), "No order yet");
  table("fills", [["Time, UTC"], ["Side"], ["Quantity", "number"], ["Price", "number"], ["Fee", "number"], ["Realized", "number"], ["Liquidity"]],
    data.fills.map(one => [
      clock(one.time), [one.side, one.side], one.quantity, amount(one.price), `${amount(one.fee, 4)} ${one.fee_currency}`,
      [amount(one.realized_pnl), one.realized_pnl.startsWith("-") ? "number down" : one.realized_pnl === "0" ? "number" : "number up"], one.liquidity,
    ]), "No fill yet");
  element("incident-section").hidden = data.incidents.length === 0;
  table("incidents", [["Time, UTC"], ["Code"], ["What happened"]], data.incidents.map(one => [clock(one.time), one.code, one.message]), "None");
  const journal = data.journal;
  element("health").textContent = `Journal: epoch ${journal.epoch}, frame ${journal.frame}, ${journal.entries} entries since the start, a sync takes ${journal.sync_mean_us} µs, at most ${journal.sync_max_us} µs. `
    + `Queues at most: ${data.queues.map(queue => `${queue.name.replaceAll("_", " ")} ${queue.high_water} of ${queue.capacity}`).join(", ")}. ${moneyOf[data.mode]}.`;
}

function banner() {
  const now = Date.now();
  const kills = live ? live.kill_switches : [];
  const text = now - lastAnswer > 4 * periodMs ? "No connection to the engine: what is shown is old. Trying again."
    : live.fault ? `The engine has ended by a fault: ${live.fault}`
    : live.status === "stopped" ? "The engine has stopped."
    : !live.journal.has_room ? "The journal has no room: no new orders are taken."
    : kills.length > 0 ? `Kill switch engaged: ${kills.map(one => `${one.scope} ${one.target}`).join(", ")}`
    : live.feed_ended ? "The feed has ended: no more bars come."
    : live.feed_lag_seconds > lateSeconds ? `The next bar is ${Math.round(live.feed_lag_seconds)} s late: the price is old.`
    : "";
  element("banner").hidden = text === "";
  element("banner").textContent = text;
  element("age").textContent = live ? `updated ${Math.round((now - lastAnswer) / 1000)} s ago` : "connecting";
}

async function poll() {
  try {
    const answer = await fetch("api/v1/live", { signal: AbortSignal.timeout(3 * periodMs) });
    if (!answer.ok) throw new Error(answer.statusText);
    live = await answer.json();
    lastAnswer = Date.now();
    show(live);
  } catch (error) {
    console.warn("no answer from the engine:", error);
  }
  if (live) banner();
  setTimeout(poll, periodMs);
}

addEventListener("resize", () => live && drawChart(element("chart"), live.bars, live.fills));
poll();
