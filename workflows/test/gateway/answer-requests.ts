// node answer-requests.ts HOST PORT: stands for the api.
import { createServer } from "node:http";

const [host = "127.0.0.1", port = "4000"] = process.argv.slice(2);
createServer((_request, response) => response.end("the api")).listen(Number(port), host, () => console.log("ready"));
