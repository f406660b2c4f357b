/** The demo data: one restaurant with two counters, four listings, a customer, an NGO and orders to collect. */

export const BUSINESS_ID = "demo-business";

export const ACCOUNTS = {
  customer: { sub: "demo-customer", businessId: undefined },
  ngo: { sub: "demo-ngo", businessId: undefined },
  provider: { sub: "demo-provider", businessId: BUSINESS_ID },
  admin: { sub: "demo-admin", businessId: undefined },
} as const;

const ADDRESS = "123 Main Street, Pretoria, 0001";
/** Orders of each kind: enough to walk through many times. */
const ORDERS = 20;

export const owners = [
  event("business.upserted", BUSINESS_ID, {
    id: BUSINESS_ID,
    name: "Mario's Restaurant",
    address: ADDRESS,
    phone: "+27123456789",
    timezone: "Africa/Johannesburg",
    latitude: "-25.7479",
    longitude: "28.2293",
    owner_user_id: ACCOUNTS.provider.sub,
  }),
  event("user.upserted", ACCOUNTS.customer.sub, {
    id: ACCOUNTS.customer.sub,
    user_type: "customer",
    name: "Jane Smith",
    email: "jane@example.com",
    phone: "+27821234567",
    latitude: "-25.7545",
    longitude: "28.1892",
  }),
  event("user.upserted", ACCOUNTS.ngo.sub, {
    id: ACCOUNTS.ngo.sub,
    user_type: "ngo",
    name: "Food for All",
    email: "van@example.org",
    phone: "+27831234567",
  }),
];

export const locations = [
  {
    name: "Main Counter",
    address: ADDRESS,
    instructions: "Enter through main entrance, ask for pickup at counter",
    contact_person: "John Doe",
    contact_phone: "+27123456789",
    latitude: "-25.7479",
    longitude: "28.2293",
    operating_hours: everyDay("08:00-22:00"),
    facilities: ["parking", "wheelchair_accessible"],
    is_default: true,
  },
  {
    name: "Side Entrance",
    address: "123 Main Street, Side Door, Pretoria, 0001",
    instructions: "Use side entrance for after-hours pickup",
    contact_person: "Jane Doe",
    contact_phone: "+27123456790",
    latitude: "-25.7480",
    longitude: "28.2295",
  },
];

const menu = [
  { id: "demo-pizza", name: "Margherita Pizza", category: "pizza", price: "12.50", pickup_window: "17:00-19:00" },
  { id: "demo-salad", name: "Caesar Salad", category: "salad", price: "8.00", pickup_window: "17:15-19:15" },
  { id: "demo-bread", name: "Sourdough Bread", category: "bakery", price: "4.00", pickup_window: "08:00-10:00" },
  { id: "demo-soup", name: "Vegetable Soup", category: "soup", price: "5.50", pickup_window: "12:00-14:00" },
];

/** Schedules follow from the pickup windows. Demo listings never run out. */
export const listings = menu.map((dish) =>
  event("listing.created", dish.id, {
    ...dish,
    business_id: BUSINESS_ID,
    description: `${dish.name}, made today`,
    status: "active",
    expiry_date: "2099-12-31T22:00:00Z",
  }),
);

export const orders = Array.from({ length: ORDERS }, (_, index) => [
  order(`demo-order-${index + 1}`, ACCOUNTS.customer.sub, "purchase", "demo-pizza", 2, "12.50"),
  order(`demo-donation-${index + 1}`, ACCOUNTS.ngo.sub, "donation", "demo-bread", 10, "0.00"),
]).flat();

function order(id: string, customer: string, kind: string, listing: string, quantity: number, price: string) {
  return event("order.confirmed", id, {
    id,
    customer_id: customer,
    business_id: BUSINESS_ID,
    interaction_id: `interaction-of-${id}`,
    kind,
    status: "confirmed",
    payment_status: kind === "purchase" ? "paid" : "not_required",
    total_amount: (quantity * Number(price)).toFixed(2),
    items: [{ food_listing_id: listing, quantity, price_per_item: price }],
  });
}

function everyDay(hours: string): Record<string, string> {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  return Object.fromEntries(days.map((day) => [day, hours]));
}

/** The same id every time, so that seeding twice changes nothing. */
function event(type: string, subject: string, data: object) {
  return { specversion: "1.0", id: `${type}/${subject}`, source: "/demo", type, time: "2026-01-01T00:00:00Z", data };
}
