// Whether something grows.

/** Slope per hour of [hour, value] points by least squares, and its standard error. */
export function slopePerHour(points) {
  const count = points.length;
  if (count < 3) return { slope: Number.NaN, error: Number.NaN };
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / count;
  const meanHour = mean(([hour]) => hour);
  const meanValue = mean(([, value]) => value);
  let across = 0;
  let along = 0;
  for (const [hour, value] of points) {
    across += (hour - meanHour) * (value - meanValue);
    along += (hour - meanHour) ** 2;
  }
  const slope = across / along;
  const squares = points.reduce(
    (sum, [hour, value]) => sum + (value - meanValue - slope * (hour - meanHour)) ** 2,
    0,
  );
  return { slope, error: Math.sqrt(squares / (count - 2) / along) };
}
