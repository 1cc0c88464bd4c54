import {
  type MeasuredSkill,
  skillText,
  skillVerdict,
  VERDICT_WORDS,
} from "../../state/forecasts/skill-words.ts";

interface SkillMarkProps {
  /** Null where nothing was measured. */
  readonly skill: MeasuredSkill | null;
}

/** A skill with its interval, and in a word whether there is one. */
export function SkillMark({ skill }: SkillMarkProps) {
  if (skill === null) return <span class="faint">not measured</span>;
  const verdict = skillVerdict(skill);
  return (
    <span class="skill-mark" data-verdict={verdict}>
      {skillText(skill)} <b class={verdict === "skill" ? "up" : "flat"}>{VERDICT_WORDS[verdict]}</b>
    </span>
  );
}
