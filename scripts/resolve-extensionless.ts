/** `node --import`: lets Node run files of `src`, whose imports leave out `.ts` as bundlers have it. */
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isOurs = specifier.startsWith(".") && !context.parentURL?.includes("/node_modules/");
    return nextResolve(isOurs && !/\.[a-z]+$/.test(specifier) ? `${specifier}.ts` : specifier, context);
  },
});
