import { Table } from "../table";
import { type Analytics, orNotYet, percent } from "./period";

export const ByLocation = ({ analytics: { by_location } }: { analytics: Analytics }) =>
  by_location.length > 0 && (
    <Table
      caption="By location"
      columns={["Location", "Pickups", "Success rate", "Wait"]}
      rows={by_location.map(({ location, pickup_count, success_rate, average_wait_time }) => ({
        key: location.id,
        cells: [location.name, pickup_count, percent(success_rate), orNotYet(average_wait_time)],
      }))}
    />
  );

export const ByListing = ({ analytics: { by_food_listing } }: { analytics: Analytics }) =>
  by_food_listing.length > 0 && (
    <Table
      caption="By listing"
      columns={["Listing", "Pickups", "Success rate", "Satisfaction"]}
      rows={by_food_listing.map(({ food_listing, pickup_count, success_rate, customer_satisfaction }) => ({
        key: food_listing.id,
        cells: [food_listing.name, pickup_count, percent(success_rate), orNotYet(customer_satisfaction)],
      }))}
    />
  );
