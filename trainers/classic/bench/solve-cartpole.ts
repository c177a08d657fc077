import { trainOnce } from "./train-once.ts";

/** PPO on CartPole-v1 with nothing but defaults. Usage: node bench/solve-cartpole.ts [first seed] [last seed] */
const [first = 100, last = 109] = process.argv.slice(2).map(Number);
const EPISODES = 100;
const SOLVED = 475;

let solved = 0;
console.log("| seed | steps | mean return of the final policy | solved | seconds |");
console.log("|---:|---:|---:|---|---:|");
for (let seed = first; seed <= last; seed += 1) {
  const given = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" }, training: { seed } };
  const { steps, mean, seconds } = trainOnce(given, EPISODES);
  if (mean >= SOLVED) solved += 1;
  console.log(`| ${seed} | ${steps} | ${mean.toFixed(1)} | ${mean >= SOLVED ? "yes" : "no"} | ${seconds.toFixed(1)} |`);
}
console.log(`\n${solved} of ${last - first + 1} seeds reach ${SOLVED} over ${EPISODES} evaluation episodes.`);
