import { useEffect, useRef } from "preact/hooks";

/** What was just done. Takes the focus, because the button that was pressed is gone; so the keyboard goes on from here. */
export function News({ text }: { text: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (text) place.current?.focus();
  }, [text]);
  return (
    <p role="status" ref={place} tabIndex={-1}>
      {text}
    </p>
  );
}
