import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  log: {
    title: 'Journal',
    of: 'Journal de {name}',
    noLine: 'Aucune ligne pour l’instant',
    waits: 'Le job n’a pas démarré.',
    noneYet: 'Il a démarré et n’a encore rien écrit.',
    never: 'Il est terminé et n’a rien écrit ici.',
    attempt: 'Tentative {number}',
    unitAttempt: 'Unité {unit}, tentative {number}',
    allRanks: 'Tous les rangs',
    rank: 'Rang {rank}',
    ofRank: 'rang {rank} sur {node}',
    onNode: '{kind} sur {node}',
    chooseAttempt: 'Tentative',
    chooseKind: 'Ce qui l’a écrit',
    chooseRank: 'Rang',
    chooseFd: 'Sortie',
    kind: { run: 'exécution', preparation: 'préparation', agent: 'agent' },
    moreStreams_one: '{n} flux de plus : choisissez un rang',
    moreStreams_other: '{n} flux de plus : choisissez un rang',
  },
} satisfies Translation<typeof en>;
