import { tell } from './tell.ts';
import { readEvents } from '@trainyard/db/event-log';
const {world,broken}=await tell(+process.argv[2]);
console.log(broken?.faults.join('\n'));
for (const n of world.writer.rows.where('node',{})) console.log(n.name,n.uid,n.state,n.health,n.enrolled,n.ready,n.intent,n.reason?.code, (({up,agent,connected,partitioned})=>({up,agent,connected,partitioned}))(world.fleet.nodes.get(n.uid)??{}));
const name=process.argv[3]; if(name) for(const e of readEvents(world.writer.connection,{},0,1e6)) if(e.subject.path.includes('/'+name)) console.log(e.seq,((e.at-1_780_000_000_000)/1000).toFixed(3),e.type,JSON.stringify(e.changed).slice(0,300),e.actor.name);
const c=world.writer.rows.where('cluster',{})[0]; console.log(JSON.stringify({t:c.targetNodes,r:c.targetReason,h:c.hindrance,s:c.spec.scaleSettings,q:c.spec.scheduling,lp:c.spec.vmPriority}));
