/** Drawing: the part of a picture that is painted anew, and sketches to start from. */
export const draw = {
  edit: 'Edit part',
  editHelp: 'Mark a part of this picture that is painted anew',
  part: 'Only the marked part is painted anew.',
  change: 'Change',
  whole: 'Paint all of it',
  /** `picture` like `picture 0123, strength 1.00`. */
  fromPart: (picture: string, feather: number) =>
    `${picture}, only a part, soft edge ${feather} px`,
  gone: 'The marked part is no longer on this device.',
  again: 'Mark it again, or paint the whole picture.',
  cutOff: 'The marked part lies outside of what is painted in this size.',
  cutOffHint: 'Choose another size, or mark another part.',
  needed: 'Only a part of that picture was painted anew. What was marked isn’t carried either.',
  extendPicture: 'Extend picture',
  extendHelp: 'Drag the edges, or use the buttons. What is new is painted to match.',
  drawSketch: 'Draw a sketch',
  sketchHelp: 'A few blobs of colour and a prompt become a picture',
  drawOnIt: 'Draw on it',
  drawOnHelp: 'Draw on this picture before it is painted from',
};
