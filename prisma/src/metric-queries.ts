import { CHUNK_POINTS } from "./metric-levels.ts";

/** Steps within a chunk rise, so a range is a slice of it; only chunks across a limit are opened to find where. */
const sliceOf = (from: string, to: string): string => `
  CROSS JOIN LATERAL (SELECT
    CASE WHEN c.first_step >= ${from} THEN 0 ELSE (SELECT count(*) FROM unnest(c.steps) AS s WHERE s < ${from}) END AS low,
    CASE WHEN c.last_step <= ${to} THEN c.point_count
      ELSE (SELECT count(*) FROM unnest(c.steps) AS s WHERE s <= ${to}) END AS high) AS slice`;

/** Points of each level within a range. $1 run, $2 names, $3 and $4 the range. */
export const COUNT_QUERY = `
  SELECT c.name, c.level, sum(slice.high - slice.low)::float8 AS count
  FROM metric_chunk AS c ${sliceOf("$3::bigint", "$4::bigint")}
  WHERE c.run_id = $1 AND c.name = ANY($2) AND c.last_step >= $3 AND c.first_step <= $4
  GROUP BY c.name, c.level`;

/**
 * Two columns per series, thinned out to $8 points. $1 run; $2 to $5 the sources: name, level, first chunk, open only;
 * $6 and $7 the range. Buckets are cut by the points' place, which follows from the chunks alone: no point is sorted.
 * Arrays compare element by element, so the minimum of [value, step] is the lowest value's first point, the maximum
 * the highest value's last. NaN would be the greatest number: a bucket of nothing else has neither, only a first step.
 * Buckets come in any order, by their number, as sorting them in the caller's memory costs less than here.
 */
export const POINTS_QUERY = `
  WITH chunk AS MATERIALIZED (
    SELECT c.name, c.level, c.chunk, slice.high - slice.low AS size,
      CASE WHEN slice.high - slice.low = c.point_count THEN c.steps ELSE c.steps[slice.low + 1:slice.high] END AS steps,
      CASE WHEN slice.high - slice.low = c.point_count THEN c.values ELSE c.values[slice.low + 1:slice.high] END AS values
    FROM unnest($2::text[], $3::smallint[], $4::integer[], $5::boolean[]) AS source (name, level, from_chunk, open_only)
    JOIN metric_chunk AS c ON c.run_id = $1 AND c.name = source.name AND c.level = source.level
      AND c.chunk >= source.from_chunk AND (NOT source.open_only OR c.point_count < ${CHUNK_POINTS})
    ${sliceOf("$6::bigint", "$7::bigint")}
    WHERE c.last_step >= $6 AND c.first_step <= $7
  ), placed AS (
    SELECT *, sum(size) OVER (PARTITION BY name) AS total,
      (sum(size) OVER (PARTITION BY name ORDER BY level DESC, chunk))::bigint - size AS before
    FROM chunk
  ), bucket AS (
    SELECT name, (before + number - 1) * ($8::integer / 2) / total::bigint AS bucket,
      min(ARRAY[value, step]) FILTER (WHERE value <> 'NaN') AS lowest,
      max(ARRAY[value, step]) FILTER (WHERE value <> 'NaN') AS highest,
      min(step) AS first_step
    FROM placed, unnest(steps, values) WITH ORDINALITY AS point (step, value, number)
    WHERE total > $8 GROUP BY 1, 2
  )
  SELECT name, array_agg(bucket) AS buckets, array_agg(lowest[2]) AS low_steps, array_agg(lowest[1]) AS low_values,
    array_agg(highest[2]) AS high_steps, array_agg(highest[1]) AS high_values, array_agg(first_step::float8) AS steps,
    NULL AS values
  FROM bucket GROUP BY name
  UNION ALL
  SELECT name, NULL, NULL, NULL, NULL, NULL, array_agg(step::float8 ORDER BY level DESC, chunk, number),
    array_agg(value ORDER BY level DESC, chunk, number)
  FROM placed, unnest(steps, values) WITH ORDINALITY AS point (step, value, number)
  WHERE total <= $8 GROUP BY name`;
