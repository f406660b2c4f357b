/** Beyond this mean, or where the chance of none is too small for a float, the count is as good as continuous. */
const MAX_EXACT_MEAN = 5_000;
const MIN_LOG_CHANCE = -700;
const MAX_COUNT = 1_000_000;

/**
 * The least count that demand does not exceed with chance `p` (0 < p < 1). Demand is negative binomial with variance
 * `dispersion` times its mean; Poisson where that is 1.
 */
export function demandQuantile(mean: number, dispersion: number, p: number): number {
  const size = mean / (dispersion - 1); // infinite for Poisson
  const logNone = dispersion > 1 ? -size * Math.log(dispersion) : -mean;
  if (mean > MAX_EXACT_MEAN || logNone < MIN_LOG_CHANCE) return gammaQuantile(mean, Math.max(1, dispersion), p);
  let chance = Math.exp(logNone);
  let reached = chance;
  let count = 0;
  while (reached < p && count < MAX_COUNT) {
    // P(k + 1) / P(k) = (size + k) / (k + 1) * (dispersion - 1) / dispersion
    chance *= dispersion > 1 ? (mean + count * (dispersion - 1)) / dispersion / (count + 1) : mean / (count + 1);
    reached += chance;
    count += 1;
  }
  return count;
}

/** Wilson and Hilferty 1931: the cube root of a gamma variable is nearly normal. */
function gammaQuantile(mean: number, dispersion: number, p: number): number {
  const ninth = dispersion / (9 * mean);
  return Math.max(0, Math.round(mean * (1 - ninth + normalQuantile(p) * Math.sqrt(ninth)) ** 3));
}

/** Peter Acklam's central and tail rational approximations would be finer; Hastings' (26.2.23) errs by 0.00045 at the most. */
function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z =
    t - (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
  return p < 0.5 ? -z : z;
}
