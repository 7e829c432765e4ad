import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Limites',
  means: 'Ce qu’espaces de travail et utilisateurs peuvent utiliser à la fois, sur tous les clusters.',
  new: 'Fixer une limite…',
  change: 'Modifier…',
  remove: 'Retirer…',
  scope: 'Pour',
  scopes: { workspace: 'espace de travail', user: 'utilisateur' },
  everyone: { workspace: 'chaque espace de travail sans la sienne', user: 'chaque utilisateur sans la sienne' },
  amounts: { cores: 'Cœurs', gpus: 'GPU', jobs: 'Jobs en cours', waiting: 'Jobs en attente' },
  used: '{used} sur {most}',
  usedOnly: '{used}',
  mostOnly: '{most} au plus',
  none: 'Aucune limite n’est fixée',
  noneText:
    'Sans limite, chacun peut utiliser tout ce qui est libre, et avoir {most} jobs en attente. Une limite fait attendre les jobs, sans échec, jusqu’à ce que d’autres finissent.',
  mayNot: 'Les limites sont visibles et fixées par les administrateurs : demandez à l’un d’eux.',
  dialog: {
    set: 'Fixer une limite',
    change: 'Limite de {name}',
    verb: 'Fixer la limite',
    whom: 'Pour qui',
    workspace: 'Un espace de travail',
    user: 'Un utilisateur',
    workspaceName: 'Espace de travail',
    userName: 'Utilisateur',
    nameHint: '* pour chacun qui n’a pas la sienne',
    amountHint: 'vide : pas de limite',
    waitingHint: 'un de plus est refusé jusqu’à ce que certains démarrent',
    faultName: 'Écrivez un nom, ou *.',
    faultAmount: 'Écrivez un nombre entier de 0 à 10 000 000.',
    faultNone: 'Écrivez au moins une quantité.',
  },
  removal: {
    title: 'Retirer la limite de {name} ?',
    text: 'La limite pour tous (*) s’applique alors, s’il y en a une.',
    textAll: 'Ceux qui n’ont pas leur propre limite n’en ont plus.',
    verb: 'Retirer la limite',
  },
} satisfies Translation<typeof en>;
