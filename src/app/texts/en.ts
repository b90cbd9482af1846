/** Every word a person reads, in one place. Another language is another file of the type `Texts`. */
export const english = {
  app: {
    name: 'Würstchen',
    tagline: 'Type a scene. Your own machine paints it, and nothing leaves it.',
    skipToPrompt: 'Skip to the prompt',
  },
  prompt: {
    label: 'Prompt',
    placeholder: 'What should the picture show?',
    negativeLabel: 'Negative prompt',
    negativePlaceholder: 'What to leave out',
    negativeHelp: 'Works only while guidance is above 1.',
    examples: 'Try one',
    empty: 'There is nothing to paint yet: write a few words in the prompt first.',
    tokens: (used: number, limit: number) => `${used} of ${limit} tokens`,
    dropped: (words: string) => `Too long for this model. It will not read the end: “${words}”`,
    unknown: (words: string[]) =>
      words.length === 1
        ? `The model has never seen the word ${list(words)}.`
        : `The model has never seen the words ${list(words)}.`,
  },
  actions: {
    generate: 'Generate',
    stop: 'Stop',
    busy: 'A picture is being painted. Stop it first, or wait for it.',
    shortcuts: (modifier: string) => `${modifier} + Enter paints, Esc stops`,
    download: 'Download PNG',
    retry: 'Try again',
  },
  seed: {
    label: 'Seed',
    renew: 'New seed',
    random: 'New one each time',
    invalid: 'A seed is a whole number from 0 to 18446744073709551615.',
  },
  size: {
    legend: 'Size',
    ratio: (ratio: string, width: number, height: number) =>
      `${ratio}, ${width} × ${height} pixels`,
    pixels: (width: number, height: number) => `${width} × ${height} px`,
    custom: 'Exact size',
    width: 'Width',
    height: 'Height',
    swap: 'Swap width and height',
    impossible: (width: string, height: string) =>
      `This model cannot paint ${width || '?'} × ${height || '?'} pixels. The nearest it can do:`,
    use: (width: number, height: number) => `Use ${width} × ${height}`,
  },
  nav: {
    label: 'Pages',
    paint: 'Paint',
    pictures: 'Pictures',
    device: 'Device',
  },
  settings: { summary: 'Settings' },
  advanced: {
    summary: 'Advanced',
    prior: 'Stage C, composing',
    decoder: 'Stage B, refining',
    steps: 'Steps',
    guidance: 'Guidance',
    guidanceOff: 'off',
    schedule: 'Schedule',
    solver: 'Solver',
    schedules: { uniform: 'Even steps', authors: 'The authors’ 29 steps' },
    solvers: { ddpm: 'DDPM', ddim: 'DDIM', 'dpm++2m': 'DPM-Solver++ 2M' },
    reset: 'Back to the model’s defaults',
  },
  frame: {
    label: 'Picture',
    emptyTitle: 'Nothing on the grill yet',
    emptyText: 'Describe a scene and press Generate.',
    preview: 'Rough preview of the picture being painted',
    stopped: 'Stopped. Nothing was kept.',
  },
  progress: {
    label: 'Progress',
    elapsed: (time: string) => `${time} so far`,
    stages: {
      load: 'Loading model',
      text: 'Reading the prompt',
      prior: 'Stage C — composing',
      decoder: 'Stage B — refining',
      vqgan: 'Stage A — developing pixels',
    },
    short: { load: 'Loading', text: 'Reading', prior: 'C', decoder: 'B', vqgan: 'A' },
    step: (done: number, total: number) => `step ${done} of ${total}`,
    bytes: (done: string, total: string) => `${done} of ${total}`,
    preparing: 'getting ready',
    finished: 'done',
  },
  announce: {
    stopped: 'Stopped.',
    ready: (time: string) => `The picture is ready after ${time}.`,
  },
  receipt: {
    label: 'How it was made',
    stages: {
      load: 'Loading',
      text: 'Reading',
      prior: 'Stage C',
      decoder: 'Stage B',
      vqgan: 'Stage A',
    },
    total: 'Served in',
    seed: 'Seed',
    size: 'Size',
    provider: 'Painted by',
    providers: { webgpu: 'GPU (WebGPU)', wasm: 'CPU (WebAssembly)', cpu: 'CPU' },
    times: 'Time per stage',
  },
  model: {
    summary: 'About this model',
    opening: 'Opening the model',
    limits: 'What it cannot do',
    words: 'Words it knows',
    licence: 'Licence',
    origin: 'Origin',
    parameters: 'Parameters',
    precision: 'Stored as',
    more: 'Other subjects need the full published Würstchen model, which a later version of this page will load.',
  },
  device: {
    summary: 'About this device',
    provider: 'Paints on',
    adapter: 'Adapter',
    float16: 'Half precision',
    threads: 'Threads',
    yes: 'yes',
    no: 'no',
  },
  failure: {
    heading: 'That did not work',
    detail: 'Technical detail',
    /** Failures of the page itself, which no engine reports. */
    unknown: 'Something unexpected happened in the page.',
    unknownHint: 'Try again; if it happens once more, reload the page.',
    foreignModel: 'The model in the address is not on this site, so it was not opened.',
    foreignModelHint: 'Remove “model” from the address, or name a folder on this site.',
  },
};

function list(words: string[]): string {
  return words.map((word) => `“${word}”`).join(', ');
}

export type Texts = typeof english;
