import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { constant, filled, scaled, valueAt } from '../weights/matrix.ts';
import { split, type Attention } from './attention.ts';
import { convolution, POINTWISE, toChannelsFirst, toChannelsLast } from './layers.ts';
import { matmul } from './matmul.ts';

/** Layers that both halves of Stage A have. */

/**
 * Parts of the rows whose four times wider values are held at a time in the chunked graph: Stage B's
 * side divides by 16, and no position of a MixingResidualBlock's second half sees another.
 */
const ROW_CHUNKS = 16;

/** 1x1 convolution over channels-last positions. */
export function pointwise(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  positions: string,
  size: { in: number; out: number; factor: number },
): Value {
  const weight = checkpoint.matrix(`${key}.weight`, size.out, size.in, POINTWISE);
  const product = matmul(
    g,
    x,
    `${key}.weight`,
    size,
    [positions],
    scaled(weight, constant(size.factor)),
    { kind: 'edge' },
  );
  const bias = g.vector(`${key}.bias`, [size.out], checkpoint.vector(`${key}.bias`, size.out));
  return g.node('Add', [product, bias]);
}

/**
 * MixingResidualBlock. Its six gammas modulate norms and branches by scalars: (1 + g0), g1, (1 + g3),
 * g4 become the norms' scale and bias, g2 and g5 join the weights behind them.
 */
export function mixingBlock(
  g: Graph,
  checkpoint: Checkpoint,
  attention: Attention,
  x: Value,
  key: string,
  c: number,
  positions: string,
): Value {
  const gammas = checkpoint.vector(`${key}.gammas`, 6);
  const gamma = (index: number, offset = 0) => valueAt(gammas, index, offset);
  const norm = (value: Value, which: 0 | 3) =>
    g.node(
      'LayerNormalization',
      [
        value,
        g.vector(`${key}.norm${which}.scale`, [c], filled(c, gamma(which, 1))),
        g.vector(`${key}.norm${which}.bias`, [c], filled(c, gamma(which + 1))),
      ],
      { axis: -1n, epsilon: 1e-6 },
    );

  const filter = `${key}.depthwise.1`;
  const weight = g.vector(
    `${filter}.weight*gamma`,
    [c, 1, 3, 3],
    scaled(checkpoint.tensor(`${filter}.weight`, [c, 1, 3, 3]), gamma(2)),
  );
  const bias = g.vector(
    `${filter}.bias*gamma`,
    [c],
    scaled(checkpoint.vector(`${filter}.bias`, c), gamma(2)),
  );
  g.costs.push({ factor: 9 * c, sizes: [positions] });
  const padded = g.node(
    'Pad',
    [toChannelsFirst(g, norm(x, 0)), g.integers([0, 0, 1, 1, 0, 0, 1, 1])],
    { mode: 'edge' },
  );
  const convolved = g.node('Conv', [padded, weight, bias], convolution({ kernel: 3, groups: c }));
  x = g.node('Add', [x, toChannelsLast(g, convolved)]);

  const mixing = `${key}.channelwise`;
  const wide = 4 * c;
  const mixed = (part: Value): Value => {
    const hidden = matmul(
      g,
      norm(part, 3),
      `${mixing}.0.weight`,
      { in: c, out: wide },
      [positions],
      checkpoint.matrix(`${mixing}.0.weight`, wide, c),
      { kind: 'picture' },
    );
    const hiddenBias = g.vector(
      `${mixing}.0.bias`,
      [wide],
      checkpoint.vector(`${mixing}.0.bias`, wide),
    );
    const active = g.node('BiasGelu', [hidden, hiddenBias], {}, { domain: 'com.microsoft' });
    const product = matmul(
      g,
      active,
      `${mixing}.2.weight*gamma`,
      { in: wide, out: c },
      [positions],
      scaled(checkpoint.matrix(`${mixing}.2.weight`, c, wide), gamma(5)),
      { kind: 'picture' },
    );
    const lastBias = g.vector(
      `${mixing}.2.bias*gamma`,
      [c],
      scaled(checkpoint.vector(`${mixing}.2.bias`, c), gamma(5)),
    );
    return g.node('Add', [part, g.node('Add', [product, lastBias])]);
  };
  if (attention !== 'chunked') return mixed(x);
  // One evaluation of all of it, whatever the parts.
  return g.node('Concat', split(g, x, 1, ROW_CHUNKS).map(mixed), { axis: 1n });
}
