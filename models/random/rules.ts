/**
 * Scales at which random weights keep activations and pictures finite through every block, as in
 * models/reference/randomise.py. The branches of a residual network are smaller the more there are
 * of them, or their sum would grow with the depth.
 */

interface Scale {
  mean: number;
  deviation: number;
}

/** First match wins. `fan` stands for a gain over the square root of the inputs of one output. */
type Rule = [name: RegExp, mean: number, deviation: number | { fan: number; deep?: true }];

const RULES: readonly Rule[] = [
  // Stage A.
  [/gammas$/, 0, 0.3],
  [/running_var$/, 1, 0.05],
  [/^out_block\.0\.weight$/, 0, { fan: 0.14 }],
  [/^out_block\.0\.bias$/, 0.5, 0.05],
  [/^vquantizer/, 0, 1],
  // The compressor: BatchNorms near the identity, and a latent about N(0, 1).
  [/^mapper\.1\.weight$/, 42, 4],
  [/^mapper\.1\.bias$/, -1, 0.5],
  [/^backbone\.(\d+|.*\.block\.\d+)\.1\.weight$/, 1, 0.2],
  // Outputs of Stage C and Stage B.
  [/^(out|clf)\.1\.weight$/, 0, { fan: 0.2 }],
  [/^(out|clf)\.1\.bias$/, 0, 0.05],
  // The scaled Stage C latent reaches 200.
  [/^effnet_mappers\.\d+\.weight$/, 0, { fan: 0.05 }],
  [/channelwise\.2\.gamma$/, 0, 0.3],
  [/channelwise\.2\.beta$/, 0, 0.1],
  [/channelwise\.4\.weight$/, 0, { fan: 1, deep: true }],
  [/attention\.to_out\.0\.weight$/, 0, { fan: 1, deep: true }],
  [/to_[qk]\.weight$/, 0, { fan: 1.5 }],
  [/\.mapper\.weight$/, 0, { fan: 0.15 }],
  // Text encoders.
  [/norm\d?\.weight$/, 1, 0.2],
  [/token_embedding/, 0, 0.3],
  [/position_embedding/, 0, 0.1],
  [/(out_proj|fc2)\.weight$/, 0, { fan: 1, deep: true }],
  [/bias$|running_mean$/, 0, 0.05],
  [/weight$/, 0, { fan: 1 }],
];

/**
 * @param branches of the residual network that the tensor belongs to
 * @throws Error for a name that no rule knows
 */
export function scaleOf(name: string, shape: readonly number[], branches: number): Scale {
  const rule = RULES.find(([pattern]) => pattern.test(name));
  if (!rule) throw new Error(`No scale is known for ${name}`);
  const [, mean, deviation] = rule;
  if (typeof deviation === 'number') return { mean, deviation };
  const inputs = shape.slice(1).reduce((product, side) => product * side, 1);
  const depth = deviation.deep ? Math.sqrt(branches) : 1;
  return { mean, deviation: deviation.fan / Math.sqrt(inputs) / depth };
}
