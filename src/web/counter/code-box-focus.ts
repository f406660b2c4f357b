/** The box that codes are typed into, by hand or by a scanner that types: it has the focus whenever nothing else needs it. */
import { createRef } from "preact";

export const codeBox = createRef<HTMLInputElement>();

/** Whatever is still in it is selected, so that the next code takes its place. */
export function focusCodeBox(): void {
  codeBox.current?.focus({ preventScroll: true });
  codeBox.current?.select();
}
