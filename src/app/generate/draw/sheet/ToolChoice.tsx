import segments from '../../../ui/segments.module.css';

/** What the brush does, one of several. */
export function ToolChoice<Tool extends string>({
  label,
  tools,
  chosen,
  onChoose,
}: {
  label: string;
  tools: readonly (readonly [Tool, string])[];
  chosen: Tool;
  onChoose: (tool: Tool) => void;
}) {
  return (
    <div className={segments.segments} role="radiogroup" aria-label={label}>
      {tools.map(([tool, name]) => (
        <label key={tool} className={segments.segment}>
          <input
            type="radio"
            name="drawing-tool"
            checked={tool === chosen}
            onChange={() => onChoose(tool)}
          />
          {name}
        </label>
      ))}
    </div>
  );
}
