import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Se connecter',
  lead: 'Les clusters, les jobs et les résultats de ce Trainyard.',
  linkTitle: 'Connexion par le lien',
  linkLead: 'Le lien ne sert qu’une fois ; cela prend un instant.',
  token: 'Jeton d’API',
  show: 'Afficher le jeton',
  hide: 'Masquer le jeton',
  signIn: 'Se connecter',
  signingIn: 'Connexion en cours',
  waitFor: 'Attendre {seconds} s',
  linkFailed: 'Ce lien de connexion n’est pas valable',
  linkFailedText:
    'Il a déjà servi, ou le serveur a redémarré depuis. Redémarrez le serveur pour obtenir un nouveau lien, ou connectez-vous avec un jeton ci-dessous.',
  failed: 'Connexion refusée',
  unreachable: 'Pas de réponse de {url} : vérifiez que le serveur tourne, puis réessayez.',
  whereTitle: 'Où se trouve le jeton',
  whereFile: 'Le premier est sur le serveur, dans le fichier',
  whereLink: 'Un lien à usage unique est affiché au démarrage du serveur.',
  cliTitle: 'En ligne de commande',
  ready: 'Prêt',
  notReady: 'Le serveur démarre',
  noServer: 'Le serveur ne répond pas',
  asking: 'Le serveur est interrogé',
  language: 'Langue',
  toLight: 'Clair',
  toDark: 'Sombre',
  again: {
    title: 'Votre session est terminée',
    text: 'Reconnectez-vous ici et continuez. Ce que vous avez saisi sur la page est conservé.',
    elsewhere: 'Se connecter sous une autre identité',
  },
} satisfies Translation<typeof en>;
