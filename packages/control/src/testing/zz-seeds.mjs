import { tell } from '/tmp/wt/sim/packages/control/src/testing/tell.ts';
const [a,b,show]=process.argv.slice(2).map(Number);
let virt=0, ev=0, steps=0; const bad={}; const t0=process.cpuUsage().user;
for (let seed=a; seed<=b; seed++){ const c0=process.cpuUsage().user; const {world,broken}=await tell(seed); if(world){virt+=world.clock.now()-1_780_000_000_000; ev+=world.events; steps+=world.steps;}
 const cpu=(process.cpuUsage().user-c0)/1000; if(cpu>3000) console.log('slow',seed,cpu|0,world?.events,world?.steps);
 if(broken){ const k=broken.faults[0].replace(/[0-9a-f]{8}-[0-9a-f-]+/g,'U').replace(/\d+/g,'N').slice(0,130); (bad[k]??=[]).push(seed); console.log(seed, broken.faults[0].slice(0,250)); if(show) console.log(broken.text);} }
const ms=(process.cpuUsage().user-t0)/1000; console.log({cpu:ms|0,virt,ev,steps,speed:(virt/ms)|0}); console.log(bad);
