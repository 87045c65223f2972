// Chart arithmetic: ticks, scales and paths. No drawing.

function niceStep(span, count) {
  const rough = span / count;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  return power * [1, 2, 5, 10].find(factor => factor * power >= rough * (1 - 1e-9));
}

function valueTicks(low, high, count) {
  const step = niceStep(high - low, count);
  const ticks = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step) ticks.push(Math.abs(tick) < step * 1e-9 ? 0 : tick);
  return { step, ticks };
}

// A little room above and below, and a height even where nothing moved.
function padded(low, high) {
  if (!(low <= high)) return [0, 1];
  if (low === high) { const room = Math.abs(low) * 0.01 || 1; return [low - room, high + room]; }
  const room = (high - low) * 0.06;
  return [low - room, high + room];
}

const SECOND = 1000, MINUTE = 60000, HOUR = 3600000, DAY = 86400000;
const TIME_STEPS = [SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function timeTicks(from, to, count) {
  const rough = (to - from) / count;
  const step = TIME_STEPS.find(candidate => candidate >= rough);
  return step ? evenTicks(from, to, step) : monthTicks(from, to, rough / (30.4 * DAY));
}

function evenTicks(from, to, step) {
  const ticks = [];
  const offset = step >= 7 * DAY ? 4 * DAY : 0; // The epoch was a Thursday; weeks begin on Monday.
  let lastDay = null;
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to; time += step) {
    const date = new Date(time);
    const day = MONTHS[date.getUTCMonth()] + ' ' + date.getUTCDate();
    const text = date.toISOString();
    const clock = text.slice(11, step < MINUTE ? 19 : 16);
    ticks.push({ time, label: step >= DAY ? day : lastDay !== day && clock.startsWith('00:00') ? day : clock });
    lastDay = day;
  }
  return ticks;
}

function monthTicks(from, to, months) {
  const step = MONTH_STEPS.find(candidate => candidate >= months) || 240;
  const start = new Date(from);
  const ticks = [];
  for (let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step; ; month += step) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (time > to) return ticks;
    if (time >= from) ticks.push({ time, label: month % 12 === 0 ? String(Math.floor(month / 12)) : MONTHS[month % 12] });
  }
}

// First place whose value is at least the one sought.
function lowerBound(values, sought) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < sought) low = middle + 1; else high = middle;
  }
  return low;
}

const px = value => Math.round(value * 10) / 10;

function linePath(times, values, first, last, x, y) {
  let path = '';
  for (let index = first; index <= last; index++) path += (path ? 'L' : 'M') + px(x(times[index])) + ' ' + px(y(values[index]));
  return path;
}

function areaPath(times, values, first, last, x, y, base) {
  if (last < first) return '';
  return linePath(times, values, first, last, x, y) + 'L' + px(x(times[last])) + ' ' + px(base) + 'L' + px(x(times[first])) + ' ' + px(base) + 'Z';
}
