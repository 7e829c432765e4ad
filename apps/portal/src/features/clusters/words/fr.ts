import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Clusters',
  gpus: '{number} × {model}, {memory}',
  priority: {
    dedicated: { label: 'Dédié', means: 'Les nœuds restent jusqu’à ce que le cluster les rende.' },
    lowpriority: {
      label: 'Basse priorité',
      means: 'Le fournisseur peut reprendre un nœud à tout moment ; ses jobs redémarrent ailleurs.',
    },
  },
  shrink: {
    requeue: {
      label: 'redémarrent',
      means:
        'Quand des nœuds sont retirés, leurs jobs s’arrêtent, retournent dans la file et redémarrent sur d’autres nœuds.',
    },
    waitforjobcompletion: {
      label: 'vont à leur terme',
      means:
        'Quand des nœuds sont retirés, leurs jobs vont d’abord à leur terme ; les nœuds ne prennent plus de jobs, puis partent.',
    },
    terminate: {
      label: 'sont arrêtés',
      means: 'Quand des nœuds sont retirés, leurs jobs sont arrêtés et finissent en échec.',
    },
  },
  scaling: {
    fixed: 'fixe {count}',
    auto: 'auto {least}–{most}',
  },
  design: {
    title: 'Nouveau cluster',
    create: 'Créer le cluster',
    creating: 'Création…',
    discard: 'Abandonner',
    form: 'Conception',
    body: 'Corps',
    cli: 'La même chose dans un shell, le JSON étant enregistré dans cluster.json :',
    mayNot:
      'Vous pouvez consulter cet espace de travail, mais rien y créer. Un administrateur peut vous en donner le droit.',
    name: 'Nom',
    nameHint: 'Lettres, chiffres, - et _ ; il ne peut pas être changé ensuite.',
    size: 'Taille des nœuds',
    sizesShown: '{count} tailles au catalogue, {shown} affichées',
    searchSizes: 'Chercher par nom ou GPU, p. ex. V100',
    chosen: 'Choisie',
    sizeName: 'Nom',
    gpus: 'GPU',
    noGpu: 'aucun',
    vcpus: 'vCPU',
    memory: 'Mémoire',
    noSize: 'Aucune taille ne correspond à « {text} ».',
    machineGpu_one:
      'Les nœuds tournent sur la machine du serveur. S’il lui manque un {model}, 1 GPU par nœud est simulé et marqué comme tel ; processeurs et mémoire sont ceux de la machine.',
    machineGpu_other:
      'Les nœuds tournent sur la machine du serveur. S’il lui manque un {model}, {count} GPU par nœud sont simulés et marqués comme tels ; processeurs et mémoire sont ceux de la machine.',
    machineCpu:
      'Les nœuds tournent sur la machine du serveur et partagent ses processeurs et sa mémoire. Rien n’est simulé.',
    priority: 'Type de nœud',
    nodes: 'Nœuds',
    fixed: 'Fixe',
    auto: 'Automatique',
    count: 'Nombre de nœuds',
    onShrink: 'Quand il rétrécit, les jobs sur ses nœuds',
    least: 'Minimum',
    most: 'Maximum',
    start: 'Au départ',
    idle: 'Délai d’inactivité',
    idleHint: 'Temps qu’un nœud reste inactif avant de partir. Vide : 30 s avec ce fournisseur.',
    autoMeans: 'Grandit tant que des jobs attendent ; les nœuds inactifs partent, jusqu’à {least}.',
    autoFromZero:
      'Grandit tant que des jobs attendent ; tous les nœuds partent quand aucun job ne tourne, et le job suivant les relance.',
    command: 'Tâche d’installation',
    commandHint:
      'S’exécute sur chaque nœud avant qu’il prenne des jobs, et de nouveau après un redémarrage : elle doit supporter d’être répétée.',
    env: 'Variables de la tâche d’installation',
    addEnv: 'Ajouter une variable',
    secrets: 'Secrets de la tâche d’installation',
    addSecret: 'Ajouter un secret',
    secretsHint: 'Parviennent à la tâche comme variables. Ils sont chiffrés et ne sont plus jamais affichés.',
    secretsNotShown: 'Les valeurs des secrets ne figurent ni ici ni dans ce que vous copiez.',
    tags: 'Étiquettes',
    addTag: 'Ajouter une étiquette',
    fault: {
      name: 'Écrivez 1 à 64 lettres, chiffres, - ou _.',
      vmSize: 'Choisissez une taille de nœud.',
      count: 'Écrivez un nombre entier de 0 à 10 000.',
      least: 'Écrivez un nombre entier de 0 à 10 000.',
      most: 'Écrivez un nombre entier de 0 à 10 000 qui ne soit pas inférieur au minimum.',
      start: 'Écrivez un nombre entier de 0 à 10 000.',
      idle: 'Écrivez une durée comme 5 min ou PT5M.',
      command: 'Écrivez la commande, jusqu’à 32 768 caractères, ou retirez ses variables et secrets.',
      env: 'Le nom commence par une lettre ou _, puis lettres, chiffres et _.',
      secrets: 'Le nom commence par une lettre ou _, puis lettres, chiffres et _.',
      tags: 'Une étiquette a un nom de 1 à 512 caractères et une valeur d’au plus 256 ; 50 étiquettes au plus.',
      doubled: 'Ce nom figure deux fois.',
    },
  },
} satisfies Translation<typeof en>;
