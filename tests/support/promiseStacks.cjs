/*
 * Pulumi's SDK takes the stack of every promise it makes, for `PULUMI_DEBUG_PROMISE_LEAKS`. Under ts-node
 * each of its frames is mapped to TypeScript, which took more than half of the tests' time; nobody reads
 * these. Every other error keeps its mapped stack. Loaded after ts-node, which installs the mapping.
 */
const mapped = Error.prepareStackTrace;
const ofPromises = /@pulumi[\\/]pulumi[\\/]runtime[\\/]debuggable\.js$/;

Error.prepareStackTrace = (error, frames) =>
  ofPromises.test(frames[0]?.getFileName() ?? "") ? `${error}` : mapped(error, frames);
