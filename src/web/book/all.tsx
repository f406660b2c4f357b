/** Everything of a customer: orders that wait for a time, and pickups. */
import { MyPickups } from "./my-pickups";
import { Orders } from "./orders";
import { Heading } from "./place-parts";

export function All() {
  return (
    <>
      <Heading>Pickups</Heading>
      <Orders />
      <MyPickups />
    </>
  );
}
