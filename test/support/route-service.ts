/** A server that answers as Google's Routes API does: well, slowly or with an error, by the path it is asked on. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    routeService: string;
  }
}

export default async function routeService(project: TestProject): Promise<() => void> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      const { origin, destination } = JSON.parse(text || "{}");
      const isWellAsked =
        request.method === "POST" &&
        request.headers["x-goog-api-key"] === "test-key" &&
        request.headers["x-goog-fieldmask"] === "routes.duration,routes.distanceMeters" &&
        typeof origin?.location?.latLng?.latitude === "number" &&
        typeof destination?.location?.latLng?.longitude === "number";
      if (!isWellAsked) return answer(400, { error: { code: 400, status: "INVALID_ARGUMENT" } });
      const route = { routes: [{ distanceMeters: 7_700, duration: "1260s" }] };
      if (request.url === "/slow") return void setTimeout(() => answer(200, route), 4_000).unref();
      if (request.url === "/failing") return answer(503, { error: { code: 503, status: "UNAVAILABLE" } });
      if (request.url === "/no-route") return answer(200, {});
      return answer(200, route);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  project.provide("routeService", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
