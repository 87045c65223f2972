'use strict';
// Values as people read them: the same forms as ReportFormat makes on the other side.

const MINUS = '\u2212';
const MISSING = '\u2013';
const formats = new Map();

function decimals(value, scale) {
  let format = formats.get(scale);
  if (!format) formats.set(scale, format = new Intl.NumberFormat('en-US', { minimumFractionDigits: scale, maximumFractionDigits: scale }));
  const text = format.format(value).replace('-', MINUS);
  return /[1-9]/.test(text) ? text : text.replace(MINUS, '');
}

function signed(value, scale) {
  const text = decimals(value, scale);
  return value > 0 && /[1-9]/.test(text) ? '+' + text : text;
}

function percent(value) {
  const isTiny = value !== 0 && Math.abs(value) < 0.0001;
  return isTiny ? decimals(value * 10000, 2) + '\u00a0bp' : decimals(value * 100, 2) + '\u00a0%';
}

function signedPercent(value) {
  const text = percent(value);
  return value > 0 && /[1-9]/.test(text) ? '+' + text : text;
}

function duration(milliseconds) {
  const units = [[86400000, 'd'], [3600000, 'h'], [60000, 'min'], [1000, 's']];
  for (let index = 0; index < units.length; index++) {
    const [size, unit] = units[index];
    const whole = Math.floor(milliseconds / size);
    if (whole === 0) continue;
    const next = units[index + 1];
    const rest = next ? Math.floor(milliseconds % size / next[0]) : 0;
    return decimals(whole, 0) + ' ' + unit + (rest > 0 ? ' ' + rest + ' ' + next[1] : '');
  }
  return milliseconds === 0 ? '0 s' : milliseconds + ' ms';
}

function timeText(milliseconds) {
  const text = new Date(milliseconds).toISOString();
  return text.slice(0, 10) + ' ' + text.slice(11, milliseconds % 60000 === 0 ? 16 : 19);
}

// Axis labels may shorten what nobody trades on.
function axisNumber(value, step) {
  const size = Math.abs(value);
  if (size >= 1e9) return axisNumber(value / 1e9, step / 1e9) + ' B';
  if (size >= 1e7) return axisNumber(value / 1e6, step / 1e6) + ' M';
  return decimals(value, Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

function tone(value) {
  return value > 0 ? 'up' : value < 0 ? 'down' : '';
}
