import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Nouvel espace de travail',
  firstTitle: 'Créez le premier espace de travail',
  lead: 'Un espace de travail contient des clusters, des expériences et des jobs ; c’est à lui que l’on donne accès.',
  firstLead:
    'Il n’y en a pas encore. Un espace de travail contient des clusters, des expériences et des jobs ; la plupart des équipes n’en ont besoin que d’un.',
  name: 'Nom',
  nameHelp: 'Lettres, chiffres, - et _ ; 64 au plus.',
  more: 'Abonnement et groupe de ressources',
  moreHelp:
    'Pour les clients d’Azure Batch AI, qui nomment un espace de travail par les trois. Laissés vides, ils valent « local » et « default ».',
  subscription: 'Abonnement',
  resourceGroup: 'Groupe de ressources',
  create: 'Créer l’espace de travail',
  creating: 'Création en cours',
  wrong: {
    empty: 'Donnez-lui un nom.',
    word: 'Seulement des lettres, des chiffres, - et _ ; 64 au plus.',
    group: 'Seulement des lettres, des chiffres, -, _ et . ; 90 au plus.',
    taken: 'Un espace de travail porte déjà ce nom : choisissez-en un autre.',
  },
} satisfies Translation<typeof en>;
