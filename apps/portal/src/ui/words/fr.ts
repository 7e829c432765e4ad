import type { Translation } from '../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  state: {
    queued: 'en file',
    running: 'en cours',
    terminating: 'en arrêt',
    succeeded: 'réussi',
    failed: 'échoué',
    preparing: 'en préparation',
    idle: 'inactif',
    leaving: 'sur le départ',
    unusable: 'inutilisable',
    warning: 'à regarder',
  },
  ago: 'il y a {age}',
  old: 'vieux de {age}',
  sim: 'sim',
  simulated: 'simulé : la machine n’a pas ce GPU',
  na: 'n/d',
  last: 'dernière valeur',
  at: 'à {time}',
  cancel: 'Annuler',
  close: 'Fermer',
  copy: 'Copier',
  copied: 'Copié',
  error: {
    refused: 'Le serveur a refusé',
    missing: 'Introuvable',
    unreachable: 'Le serveur est injoignable',
    unexpected: 'Quelque chose d’imprévu est arrivé',
    connection: 'Pas de réponse de {url}. Nouvel essai en cours.',
    retry: 'Réessayer',
  },
} satisfies Translation<typeof en>;
