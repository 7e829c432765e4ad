import type { Translation } from '../../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  levers: {
    title: 'Ce qui le ferait partir maintenant',
    meta: 'chacun essayé par l’ordonnanceur sur une copie, et suffisant à lui seul',
    late: 'Nouvelle réponse impossible : {why}',
    none: 'Aucun changement seul ne le ferait partir au prochain passage',
    noneText:
      'Moins de nœuds, une part plus petite, une priorité plus haute, d’autres files et clusters ont été essayés. Il part quand ce qui est devant lui laisse la place.',
    starting: 'L’ordonnanceur va le faire partir',
    startingText: 'Plus rien ne le retient.',
    asking: 'L’ordonnanceur est interrogé',
    fewerNodes: {
      title_one: 'Demander {count} nœud',
      title_other: 'Demander {count} nœuds',
      text: 'Il en demande {now}. Un job semblable qui en demande moins est soumis.',
      act: 'Modifier et soumettre',
    },
    otherCluster: {
      title: 'Tourner sur le cluster {cluster}',
      text: 'Il y a de la place là-bas. Un job semblable y est soumis.',
      act: 'Modifier et soumettre',
    },
    moreNodes: {
      title_one: 'Donner {count} nœud de plus au cluster {cluster}',
      title_other: 'Donner {count} nœuds de plus au cluster {cluster}',
      text: 'Redimensionné à {target}, il part dès qu’ils sont là.',
      act: 'Redimensionner à {target}…',
    },
    higherPriority: {
      title: 'Passer en priorité {priority}',
      text: 'Il passe devant ceux qui attendent avant lui.',
      takes_one:
        'Il prend les nœuds de {count} job en cours de priorité plus basse, qui reprend à son dernier point de reprise.',
      takes_other:
        'Il prend les nœuds de {count} jobs en cours de priorité plus basse, qui reprennent à leur dernier point de reprise.',
      act: 'Passer en {priority}',
      ask: 'Passer {name} en priorité {priority} ?',
    },
    smallerShare: {
      title: 'Prendre une part plus petite de chaque nœud',
      text: '{gpus} GPU, {cpus} processeurs et {memory} sont libres sur chaque nœud. Un job semblable qui demande cela est soumis.',
      act: 'Modifier et soumettre',
    },
    otherQueue: {
      title: 'Attendre dans la file {queue}',
      text: 'Cette file a de la place. Un job semblable y est soumis.',
      act: 'Modifier et soumettre',
    },
    release: { title: 'Le libérer', text: 'Il est retenu. Libéré, il part au prochain passage.', act: 'Libérer' },
  },
  ahead: {
    title: 'Devant lui',
    more: 'et {count} avant ceux-là',
    nodes_one: '{count} nœud',
    nodes_other: '{count} nœuds',
    none: 'Rien n’est devant lui.',
  },
  score: {
    title: 'Nos prévisions passées',
    none: 'Aucun départ n’a encore été prévu',
    noneText: 'Chaque départ est comparé à la première prévision faite pour lui ; le résultat figure ici.',
    before_one: 'Du seul départ prévu, {share} a eu lieu avant son p90.',
    before_other: '{share} des {count} derniers départs ont eu lieu avant leur p90.',
    median: 'Erreur médiane : {error}.',
    plot: 'Attente réelle en fonction du p90 prévu, pour les {count} derniers départs ; {late} après.',
    early: 'avant p90',
    late: 'après',
    forecast: 'p90 prévu',
    came: 'attente réelle',
  },
  made: 'calculé il y a {age}',
} satisfies Translation<typeof en>;
