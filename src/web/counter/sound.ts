/** What the counter sounds and feels like, so that nobody has to look: two rising tones for yes, a low one for no. */
import { effect, signal } from "@preact/signals";

const KEY = "counter-muted";

interface Tone {
  hertz: number;
  /** From the first tone's start, in seconds, and for how long. */
  from: number;
  seconds: number;
}

const YES: Tone[] = [
  { hertz: 660, from: 0, seconds: 0.12 },
  { hertz: 990, from: 0.12, seconds: 0.18 },
];
const NO: Tone[] = [{ hertz: 180, from: 0, seconds: 0.45 }];
const LOUDNESS = 0.2;

export const isMuted = signal(localStorage.getItem(KEY) === "yes");
effect(() => localStorage.setItem(KEY, isMuted.value ? "yes" : "no"));

let context: AudioContext | null = null;

export function sayYes(): void {
  play(YES);
  navigator.vibrate?.(80);
}

export function sayNo(): void {
  play(NO);
  navigator.vibrate?.([120, 80, 120]);
}

function play(tones: Tone[]): void {
  if (isMuted.value) return;
  context ??= new AudioContext();
  void context.resume();
  for (const { hertz, from, seconds } of tones) {
    const start = context.currentTime + from;
    const volume = new GainNode(context, { gain: LOUDNESS });
    // An abrupt end would click.
    volume.gain.setTargetAtTime(0, start + seconds - 0.04, 0.01);
    const tone = new OscillatorNode(context, { frequency: hertz });
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + seconds);
  }
}
