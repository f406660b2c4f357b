import { keepOffline } from "../parts/keep-offline";
import { openPage } from "../parts/page";
import { sweepKept } from "../session/kept";
import { session } from "../session/session";
import { SignedIn } from "../session/sign-in";
import { Answer } from "./answer";
import { Board } from "./board";
import { askBeforeClosing } from "./closing";
import { CodeBox } from "./code-box";
import { followDays } from "./day";
import { keepDecoder } from "./decoder";
import { note } from "./desk";
import { KeptDay } from "./kept-day";
import { startSending } from "./outbox";
import { OutboxList } from "./outbox-list";
import { Scanner } from "./scanner";
import { mayLeave, SignOutQuestion } from "./sign-out-question";
import { isMuted } from "./sound";
import "./counter.css";

openPage(
  () => (
    <>
      <SignedIn roles={["provider", "admin"]}>
        <Counter />
      </SignedIn>
      {!session.value && <KeptDay />}
    </>
  ),
  mayLeave,
);
sweepKept();
followDays();
startSending();
askBeforeClosing();
keepOffline();
void keepDecoder();

function Counter() {
  return (
    <>
      <div class="counter-head">
        <h1>Counter</h1>
        <label>
          <input
            type="checkbox"
            role="switch"
            aria-checked={!isMuted.value}
            checked={!isMuted.value}
            onChange={({ currentTarget }) => {
              isMuted.value = !currentTarget.checked;
            }}
          />
          Sound
        </label>
      </div>
      <div class="counter">
        <div class="desk">
          <CodeBox />
          <Answer />
          <p role="status" class="note">
            {note.value}
          </p>
          <OutboxList />
          <Scanner />
        </div>
        <Board />
      </div>
      <SignOutQuestion />
    </>
  );
}
