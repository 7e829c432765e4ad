import type { Translation } from '../i18n/catalogue.ts';
import type en from './en.ts';

export default {
  product: 'Trainyard',
  skip: 'Aller au contenu',
  nav: {
    main: 'Principal',
    overview: 'Vue d’ensemble',
    clusters: 'Clusters',
    jobs: 'Jobs',
    way: 'Chemin vers cette page',
    submit: 'Soumettre',
    running: '{number} en cours',
    waiting: '{number} en attente',
  },
  workspace: {
    choose: 'Espace de travail',
    new: 'Nouvel espace de travail…',
    missing: 'L’espace de travail {name} est introuvable',
    missingText: 'Il a été supprimé, ou il ne vous est pas visible.',
  },
  account: {
    open: 'Compte de {name}',
    signedInAs: 'Connecté en tant que {name}',
    themeChoice: 'Thème : {theme}',
    dark: 'Sombre',
    light: 'Clair',
    language: 'Langue',
    signOut: 'Se déconnecter',
    en: 'English',
    fr: 'Français',
  },
  status: {
    label: 'État de cette page',
    connecting: 'Connexion',
    live: 'En direct',
    lag: '{ms} ms',
    cutOff: 'Coupé, reconnexion',
    cut: 'Coupé depuis {age}, reconnexion',
    refused: 'Déconnecté',
    event: 'événement {seq}',
    newer: 'Une version plus récente est servie : cette page se recharge dès que rien n’est en cours de saisie',
  },
  notFound: {
    title: 'Il n’y a rien à cette adresse',
    text: 'L’adresse {path} ne mène à aucune page.',
    back: 'Aller à la vue d’ensemble',
  },
  crash: {
    title: 'Cette partie de la page a échoué',
    text: 'Le reste continue. Message : {message}',
    again: 'Réessayer',
    page: 'La page a échoué',
    reload: 'Recharger',
  },
  signedOut: {
    title: 'Votre session est terminée',
    text: 'Reconnectez-vous ici. Ce que vous avez saisi sur la page est conservé.',
  },
} satisfies Translation<typeof en>;
