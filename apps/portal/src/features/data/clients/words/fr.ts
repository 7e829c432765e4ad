import type { Translation } from '../../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Connecter un client',
  means: 'd’Azure Batch AI, ou de Trainyard',
  base: 'Adresse de base',
  subscription: 'Abonnement',
  resourceGroup: 'Groupe de ressources',
  workspace: 'Espace de travail',
  token:
    'Un client s’identifie par un jeton, qu’un administrateur crée. Il n’est affiché qu’une fois : gardez-le dans TRAINYARD_TOKEN.',
  client: 'Client',
} satisfies Translation<typeof en>;
