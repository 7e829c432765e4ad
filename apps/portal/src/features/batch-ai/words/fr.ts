import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Repris d’un fichier Batch AI',
  whole: 'Un fichier Batch AI a été repris : tous ses champs sont là.',
  changed: 'Un fichier Batch AI a été repris ; ceci est à vérifier.',
  close: 'Fermer',
  noCluster: 'Le fichier ne nomme aucun cluster : choisissez-en un.',
  clusterGone: 'Cet espace de travail n’a pas de cluster {name} : choisissez-en un.',
  kept: 'Gardé tel qu’il est dans le fichier, sans question dans le formulaire : {fields}.',
  hint: 'Un fichier Batch AI peut être collé ou déposé ici',
  take: 'Reprendre un fichier Batch AI…',
  unreadable: 'Ce n’est pas un fichier Batch AI : ses champs s’y trouvent sous « properties ».',
} satisfies Translation<typeof en>;
