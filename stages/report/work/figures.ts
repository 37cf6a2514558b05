/** A number for people: three significant digits, thousands apart. */
export function figure(value: number, locale = "en"): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
    .format(value);
}

/** A whole number with its thousands apart. */
export function whole(value: number, locale = "en"): string {
  return new Intl.NumberFormat(locale).format(Math.round(value));
}

/** A share in hundredths, to so many digits behind the point. */
export function percent(share: number, digits = 0): string {
  return `${Number((100 * share).toFixed(digits))} %`;
}

/** The level at which a bound holds, given its chance of error; never 100 %. */
export function level(alpha: number): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(100 * alpha)));
  const scale = 10 ** digits;
  return `${Math.floor((100 - 100 * alpha) * scale + 1e-6) / scale} %`;
}
