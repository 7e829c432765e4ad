/** Reasons, refusals and faults of fields in French, by their code: a code of the contracts that is missing here does not compile. */
import type { DetailCode } from '@trainyard/contracts/detail-words';
import type { ErrorCode } from '@trainyard/contracts/errors';
import type { ReasonCode } from '@trainyard/contracts/reasons';
import { fileServerReasons } from './file-servers.fr.ts';

const reasons: Record<ReasonCode, string> = {
  waitingForNodes:
    'attend des nœuds du cluster {cluster} : il en faut {needed} ; libres : {free}, manquants : {missing}',
  waitingForScaleUp: 'attend que le cluster {cluster} atteigne {target} {target|nœud|nœuds}',
  waitingBehind:
    'attend son tour dans le cluster {cluster} ; jobs devant lui, de priorité égale ou supérieure : {ahead}',
  clusterHasNoNodes: 'le cluster {cluster} n’a aucun nœud : portez-le à {needed} au moins',
  clusterTooSmall:
    'il faut {needed} {needed|nœud|nœuds}, le cluster {cluster} peut en avoir {maximum} : portez-le à {needed} au moins, ou soumettez à nouveau avec moins de nœuds',
  nodesBroken:
    '{broken} {broken|nœud|nœuds} du cluster {cluster} ne {broken|prend|prennent} aucun travail tant {broken|qu’il n’est ni réparé ni retiré|qu’ils ne sont ni réparés ni retirés}',
  clusterMissing: 'le cluster de ce job a été supprimé : soumettez-le à nouveau sur un autre',
  clusterDeleting: 'le cluster {cluster} est en cours de suppression',
  waitingForRestart: 'redémarre après {seconds} s : {why}',

  held: 'est retenu jusqu’à ce que quelqu’un le libère',
  waitingForJob: 'attend la fin du job {job}',
  waitingForShare:
    'attend {needed} {needed|nœud|nœuds} du cluster {cluster} ayant chacun {gpus} GPU, {cpus} {cpus|processeur|processeurs} et {memory} libres ; il y en a {fitting}',
  waitingForReserved: 'attend des nœuds gardés pour {job}, qui est devant lui et démarre au plus tard à {at}',
  waitingForPreemption:
    'attend que {victims} {victims|job moins prioritaire rende ses nœuds|jobs moins prioritaires rendent leurs nœuds}',
  noNodeHasLabels:
    'il faut {needed} {needed|nœud étiqueté|nœuds étiquetés} {labels}, le cluster {cluster} en a {found}',
  nodesReserved:
    '{reserved} {reserved|nœud|nœuds} du cluster {cluster} {reserved|est réservé|sont réservés} à d’autres jusqu’à {until}',
  nodesAvoided: 'évite {avoided} {avoided|nœud|nœuds} du cluster {cluster} sur {avoided|lequel|lesquels} il a échoué',
  queueQuota: 'la file {queue} utilise {used} {resource} sur {limit}, et il en faut {needed} de plus',
  cohortQuota:
    'il reste {free} {resource} dans la cohorte {cohort} pour ses files, et il en faut {needed} à la file {queue}',
  workspaceLimit: 'l’espace de travail {name} utilise {used} {resource} sur {limit}, et il en faut {needed} de plus',
  userLimit: '{name} utilise {used} {resource} sur {limit}, et il en faut {needed} de plus',
  arrayParallel: '{running} {running|tranche s’exécute|tranches s’exécutent} à la fois, autant que le job le permet',

  nodeKept: 'gardé pour {job}, qui démarre au plus tard à {at}',
  nodeKeptForOther: 'gardé pour un autre job, qui démarre au plus tard à {at}',
  nodeLacksLabels: 'il n’a pas les étiquettes {labels}',
  nodeTooSmall: 'il est plus petit que ce que le job demande à un nœud',
  nodeAvoided: 'le job y a échoué et l’évite',
  nodeReserved: 'réservé à d’autres jusqu’à {until}',
  nodeBroken: 'il ne prend aucun travail tant qu’il n’est ni réparé ni retiré',
  nodeNotSchedulable: 'il ne prend plus de travail tant que personne ne l’y autorise',
  nodeLeaving: 'il est en train d’être rendu',
  nodeAway: 'il ne prend pas de travail pour le moment',

  neverNodes:
    'il lui faut {needed} {needed|nœud|nœuds}, le cluster ne peut jamais en avoir plus de {maximum} : demandez-en {maximum} au plus',
  neverShare: 'il demande {asked} {resource} sur chaque nœud, un nœud en a {has} : demandez-en {has} au plus',
  neverLabels: 'aucun nœud du cluster ne porte les étiquettes {labels} : les plus proches sont {nearest}',
  neverContainers:
    'aucun nœud du cluster n’a de moteur de conteneurs : installez Docker ou Podman sur ses machines, ou retirez containerSettings',
  neverQueue:
    'la file {queue} ne peut jamais utiliser plus de {limit} {resource}, il en faut {needed} : demandez {limit} {resource} au plus',
  neverLimit:
    '{scope} {name} ne peut jamais utiliser plus de {limit} {resource}, il en faut {needed} : demandez {limit} {resource} au plus',

  preempted: 'le job {job}, de priorité {priority}, a pris ses nœuds',
  preemptedForQuota: 'la file {queue} a repris ce qu’elle avait prêté, pour le job {job}',
  nodeReclaimed: 'le nœud {node}, de faible priorité, a été repris',
  dependencyFailed: 'le job {job}, dont il dépend, a échoué',
  dependencyGone: 'le job {job}, dont il dépend, a été supprimé',
  volumesNotMountable: 'ses volumes ne peuvent être montés : {why}',
  tooManyShardsFailed: '{failed} {failed|tranche a échoué|tranches ont échoué}, {allowed} au plus le peuvent',
  processExited: 'le rang {rank} sur le nœud {node} s’est terminé avec le code de sortie {exitCode}',
  processKilled: 'le rang {rank} sur le nœud {node} a été tué par {signal}',
  preparationFailed: 'la préparation sur le nœud {node} s’est terminée avec le code de sortie {exitCode}',
  preparationTimedOut:
    'la préparation sur le nœud {node} ne s’est pas terminée en {limit} et a été arrêtée : son journal montre où elle bloque, ou augmentez jobPreparation.maxWallClockTime',
  preparationMemoryLimitHit:
    'la préparation sur le nœud {node} a demandé plus de mémoire que la limite de {limit}, et le noyau l’a arrêtée : utilisez-en moins, ou demandez-en plus par nœud',
  commandNotFound:
    'la commande {command} du rang {rank} est introuvable sur le nœud {node} : vérifiez son orthographe et son chemin, et l’image ou la tâche d’installation qui doit l’apporter',
  commandNotExecutable:
    'le rang {rank} n’a pas pu lancer {path} sur le nœud {node} : ce fichier n’est pas exécutable. Rendez-le exécutable (chmod +x, ou « executable » dans files), ou lancez-le par son interpréteur',
  commandWrongFormat:
    'le rang {rank} n’a pas pu lancer {path} sur le nœud {node} : ce n’est pas un programme pour cette machine. Compilez-le pour Linux et ce processeur, ou donnez au script sa première ligne, comme #!/bin/bash',
  scriptNotFound:
    'le script {path} du rang {rank} n’était pas sur le nœud {node} : vérifiez son chemin, et les fichiers, le volume ou l’image qui doivent l’apporter',
  interpreterNotFound:
    'l’interpréteur {interpreter} de {path} est introuvable sur le nœud {node} (rang {rank}) : nommez-en un qui y est, ou apportez-le par l’image, la préparation ou la tâche d’installation',
  windowsLineEnds:
    'les lignes de {path} se terminent comme sous Windows, ce que le rang {rank} sur le nœud {node} ne peut pas exécuter : enregistrez-le avec des fins de ligne Unix (dos2unix, ou « LF » dans l’éditeur)',
  mpiNotFound:
    'le nœud {node} n’a ni mpirun ni mpiexec pour lancer les rangs : installez Open MPI ou MPICH dans l’image, par jobPreparation ou par la tâche d’installation',
  exitAsNotStarted:
    'le rang {rank} sur le nœud {node} s’est terminé avec le code de sortie {exitCode}, que les shells donnent pour une commande introuvable (127) ou impossible à lancer (126), et des programmes pour des raisons à eux : stderr en dit plus',
  memoryLimitHit:
    'le rang {rank} sur le nœud {node} a demandé plus de mémoire que sa limite de {limit}, et le noyau l’a arrêté : utilisez-en moins, ou demandez-en plus par nœud',
  exitedAfterMemoryLimit:
    'le rang {rank} sur le nœud {node} s’est terminé avec le code de sortie {exitCode}, après que le noyau a arrêté {count} {count|processus|processus} de sa tâche à la limite de mémoire de {limit} : utilisez-en moins, ou demandez-en plus par nœud',
  machineOutOfMemory:
    'le noyau a arrêté le rang {rank} sur le nœud {node} parce que sa machine n’avait plus de mémoire : utilisez-en moins, ou lancez-y moins de jobs à la fois',
  portTaken:
    'le port {port} du nœud {node} était pris par un autre programme avant que le job ne puisse s’en servir : arrêtez ce programme, ou donnez d’autres ports au nœud',
  notStoppedInTime:
    'le nœud {node} n’a pas dit à temps que le job s’y était arrêté ; ce qui en reste est arrêté dès qu’il répond',
  stepFailed: 'l’étape {step} a échoué sur le nœud {node} : {why}',
  noContainerEngine: 'le nœud {node} ne peut pas exécuter de conteneurs : {why}',
  imageNotFound: '{registry} n’a pas d’image {image} : vérifiez son nom et son tag',
  imageDenied:
    '{registry} refuse les identifiants pour {image} : vérifiez le nom et le mot de passe dans containerSettings',
  imageNeedsCredentials:
    '{registry} ne donne pas {image} à tout le monde : elle n’y est pas, ou containerSettings a besoin d’identifiants',
  registryUnreachable: 'le registre {registry} est injoignable depuis le nœud {node} : {why}',
  imagePullTimeout:
    'l’image {image} n’était pas sur le nœud {node} après {limit} : réessayez, ou accordez plus de temps au téléchargement d’images',
  imagePullFailed: 'l’image {image} n’a pas pu être téléchargée sur le nœud {node} : {why}',
  imageWithoutShell:
    'l’image {image} n’a pas de /bin/sh, qui démarre les commandes d’un job : utilisez une image qui a un interpréteur',
  imageForOtherMachine: 'l’image {image} est pour un autre type de processeur que celui du nœud {node}',
  containerFailed: 'le conteneur de {image} n’a pas pu démarrer sur le nœud {node} : {why}',
  containerLost:
    'quelqu’un d’autre a terminé le conteneur sur le nœud {node}, ou son moteur : ses processus ont été arrêtés',

  volumeDenied:
    '{label} refuse les identifiants : vérifiez le compte et sa clé, et que la clé n’a pas été renouvelée depuis ({why})',
  volumeNotFound: '{label} n’existe pas : vérifiez son nom et son chemin, ou créez-le d’abord ({why})',
  volumeUnreachable: '{label} est injoignable : vérifiez l’adresse et que le serveur fonctionne ({why})',
  volumeSilent: '{label} n’a pas répondu en {seconds} s : vérifiez le réseau et le serveur qui le porte',
  volumeClockSkew:
    '{label} refuse l’heure de la requête : réglez par NTP les horloges du nœud et du serveur, puis réessayez ({why})',
  volumeToolMissing: '{label} ne peut pas être monté sans {program} : installez {package} sur la machine du nœud',
  volumeKernelLacks:
    '{label} ne peut pas être monté : le noyau de la machine n’a pas {fileSystem}, prenez une machine qui l’a',
  volumeNeedsRoot:
    '{label} ne peut être monté que par root : lancez l’agent du nœud en tant que root, ou prenez un autre type de volume',
  volumeMountFailed: '{label} n’a pas pu être monté : {why}',
  volumePathTaken: '{label} ne peut pas être monté sur {at}, déjà occupé : donnez-lui un autre relativeMountPath',
  volumeLost: '{label} n’est plus monté : ce qui le servait s’est terminé ({why})',
  volumeFull: '{label} n’a plus de place : supprimez-y des fichiers, ou agrandissez-le ({why})',
  volumeNotFlushed:
    '{files} {files|fichier écrit|fichiers écrits} sur {label} n’{files|a|ont} pas pu être {files|enregistré|enregistrés} en {seconds} s : {files|il est gardé|ils sont gardés} dans {path} sur la machine du nœud',
  volumeBusy: '{label} n’a pas pu être retiré de {at} : {why}',
  volumeOptionIgnored: 'l’option {option} de {label} n’a pas de sens ici et est ignorée',
  volumeSecretMissing:
    'le serveur n’a plus les identifiants de {label} : ajoutez à nouveau son compte avec trainyard storage add, puis réessayez',
  failedWithVolume: '{what} ; entre-temps, {label} était inutilisable : {why}',
  pathLeavesMountRoot: 'le chemin de {field} sort de {root} ({path}) : donnez-en un qui reste dessous',
  directoryNotMade: 'le répertoire {path} de {field} n’a pas pu être créé sur le nœud {node} : {why}',

  volumesMounting: 'monte {total} {total|volume|volumes}, dont {done} en place',
  volumesMounted: '{total} {total|volume a été monté|volumes ont été montés}',
  volumesLeaving: 'enregistre ce qui doit encore l’être sur {total} {total|volume|volumes}',
  volumesLeft: '{total} {total|volume a été démonté|volumes ont été démontés}',
  inputsFetching: 'a récupéré {done} {done|fichier|fichiers} d’entrée sur {total}',
  imagePulling: 'télécharge {image} : {done} {done|couche|couches} sur {total}',
  imageAsked: 'demande {image} à {registry}',
  imageFound: '{image} était sur le nœud',
  imagePulled: '{image} a été téléchargée : {total} {total|couche|couches}',

  wallClockExceeded: 'a duré plus longtemps que son maxWallClockTime de {limit}',
  terminatedByUser: 'arrêté par {actor}',
  jobDeleted: 'supprimé par {actor}',
  nodeLost: 'le nœud {node} a été perdu : {why}',
  nodeRemoved: 'le nœud {node} a été retiré du cluster',
  gangStopped: 'arrêté parce qu’une autre tâche du job s’est terminée',
  exitUnknown: 'le processus du rang {rank} sur le nœud {node} a disparu sans laisser de code de sortie',

  nodeBeingMade: 'le fournisseur {kind} crée le nœud',
  nodeStarting: 'l’agent démarre',
  nodeSettingUp: 'la tâche d’installation s’exécute',
  nodeSetupFailed:
    'la tâche d’installation s’est terminée avec le code de sortie {exitCode} : voyez le journal d’installation du nœud, corrigez-la, puis relancez l’installation',
  nodeSetupTimedOut:
    'la tâche d’installation ne s’est pas terminée en {limit} et a été arrêtée : voyez le journal d’installation du nœud, ou augmentez setupTask.maxWallClockTime',
  nodeUnusable: 'le nœud {node} ne prend pas de travail : {why}',
  nodeSetupUnusable: 'le nœud {node} ne prend pas de travail : {why}. Ses derniers mots : {stderr}',
  nodeHoldsProcesses:
    'les processus {pids} d’un job terminé survivent à SIGKILL, donc le noyau les retient : le nœud reprendra du travail quand ils auront disparu. Redémarrez la machine s’ils restent',
  nodeSilent: 'aucun contact : {why}',
  nodeFenced: 'est resté muet {seconds} s et a été arrêté',
  nodeStoppedItself: 'est resté muet {seconds} s, après quoi son agent arrête ses jobs',
  declaredLost: 'déclaré perdu par {actor}',
  nodeGivenNotice: 'sera repris à {at} : il ne prend plus de travail',
  nodeAgentDied: 'le processus de l’agent s’est terminé ({how})',
  nodeNeverArrived: 'l’agent ne s’est pas annoncé en {seconds} s : voyez {log}',
  nodeIncompatible: 'l’agent {version} parle le protocole {offered}, ce serveur {supported} : mettez l’agent à jour',
  provisionFailed: 'le nœud n’a pas pu être créé : {why}',

  scaleManual: 'fixé à {target} par {actor}',
  scaleUpForJobs: 'il faut {needed} {needed|nœud|nœuds} à {running} {running|job|jobs} en cours et {queued} en attente',
  scaleDownIdle: '{idle} {idle|nœud était inactif|nœuds étaient inactifs} depuis {seconds} s',
  scaleAtMaximum: 'il faudrait {needed} {needed|nœud|nœuds}, le maximum est {target}',
  scaleToMinimum: 'le minimum est {target}',
  scaleInitial: 'le nombre initial est {target}',
  scaleForReservation: 'la réservation {name} garde {nodes} {nodes|nœud|nœuds}',
  scaleWaitsForProvisioner:
    'le fournisseur {kind} a échoué {failures} fois de suite : {why} ; prochain essai dans {seconds} s',
  scaleGotFewer: 'le fournisseur {kind} a donné {got} {got|nœud|nœuds} sur {wanted} : {why}',
  scaleQuotaReached: 'le quota du fournisseur {kind} est atteint : {why}',
  scaleKeepsIdle:
    '{idle} {idle|nœud est inactif, et pourra|nœuds sont inactifs, et pourront} partir après {seconds} s sans travail',
  scaleFreeAgain: 'plus rien ne s’oppose à sa taille',
  scaleNotForLimits:
    '{waiting} {waiting|job en attente est retenu|jobs en attente sont retenus} par des quotas et des limites : d’autres nœuds ne {waiting|le|les} démarreraient pas',

  imageNotApplied:
    'l’image {image} n’est pas installée : ses nœuds utilisent le système de leur machine, et les conteneurs des jobs',
  accountByKey:
    'on se connecte à ses nœuds en tant que {user}, par clé seulement, là où la connexion à distance donne un port',
  accountNoKey:
    'personne ne se connecte à ses nœuds en tant que {user} : indiquez adminUserSshPublicKey, car les nœuds n’ont pas de mots de passe',
  accountNoAddress:
    'personne ne se connecte à ses nœuds en tant que {user} : ils partagent le réseau de leur machine ; ouvrez plutôt un terminal dans Trainyard',
  accountNoServer:
    'personne ne se connecte à ses nœuds en tant que {user} : installez openssh-server sur leur machine et redémarrez le serveur',
  accountBadName:
    'personne ne se connecte à ses nœuds en tant que {user} : un nom commence par une minuscule et a des minuscules, des chiffres, - et _, 32 au plus',
  remoteLoginNoAccount:
    'le cluster n’indique pas de compte : donnez userAccountSettings avec adminUserSshPublicKey à sa création',
  remoteLoginNotYet: 'le nœud n’est pas encore là',
  subnetNeedsRights:
    'le sous-réseau {subnet} n’est pas créé, ses nœuds ont des adresses de bouclage : il manque {missing} au serveur, lancez-le en tant que root',
  subnetNeedsProgram:
    'le sous-réseau {subnet} n’est pas créé, ses nœuds ont des adresses de bouclage : {program} est introuvable, installez {package} et redémarrez le serveur',
  subnetRefused:
    'le sous-réseau {subnet} n’est pas créé, ses nœuds ont des adresses de bouclage : le noyau le refuse ({why})',
  subnetNoWayOut:
    'les nœuds du sous-réseau {subnet} se joignent entre eux et joignent leur machine, qui n’a pas de route par défaut pour aller plus loin',
  subnetNeedsFilter:
    'les nœuds du sous-réseau {subnet} ne joignent que leurs voisins et leur machine : installez iptables ou nftables et redémarrez le serveur pour leur ouvrir une sortie',
  subnetWayOutRefused:
    'les nœuds du sous-réseau {subnet} ne joignent que leurs voisins et leur machine : une sortie est refusée ({why})',
  countersNotSent:
    'les compteurs de performance ne sont pas envoyés à {component} : Trainyard les relève lui-même, voyez les graphiques des nœuds et des jobs',
  setupLogsNotWritten:
    'les journaux de la tâche de préparation des nœuds ne sont pas copiés vers {prefix}, qui n’est pas un chemin sur ses nœuds : ils sont dans Trainyard',

  ...fileServerReasons,
};

const errors: Record<ErrorCode, string> = {
  InvalidBody: 'la requête n’est pas valable : {faults}',
  MalformedJson: 'le corps n’est pas du JSON valable : {why}',
  BodyTooLarge: 'le corps dépasse {limit} octets : envoyez-en moins à la fois',
  UnsupportedMediaType: 'envoyez le corps en {expected}',
  Unauthenticated: 'connectez-vous, ou envoyez un jeton sous la forme « Authorization: Bearer TOKEN »',
  BadCredentials: 'ce jeton ou ce lien est faux, déjà utilisé, révoqué ou expiré : demandez-en un nouveau',
  TooManyAttempts: 'trop de connexions refusées : attendez {seconds} s, puis réessayez',
  ForeignOrigin: 'les requêtes de {origin} sont refusées : ouvrez Trainyard à sa propre adresse',
  Forbidden: '{actor} n’a pas le droit « {verb} » sur {object} : demandez-le à un administrateur',
  RouteNotFound: 'il n’y a rien à {method} {path} : voyez /api/v1/openapi.json',
  WorkspaceNotFound: 'l’espace de travail {name} est introuvable',
  ClusterNotFound: 'le cluster {name} est introuvable dans l’espace de travail {workspace}',
  ExperimentNotFound: 'l’expérience {name} est introuvable dans l’espace de travail {workspace}',
  JobNotFound: 'le job {name} est introuvable',
  NodeNotFound: 'le nœud {name} est introuvable',
  FileServerInUse:
    'le serveur de fichiers {name} est monté par {mountedBy} : supprimez-{count|le|les} ou arrêtez-{count|le|les} d’abord',
  FileServerNotFound: 'le serveur de fichiers {name} est introuvable dans l’espace de travail {workspace}',
  TokenNotFound: 'le jeton {name} est introuvable',
  LogNotFound: 'le journal {name} est introuvable',
  ArtifactNotFound: 'le fichier produit {name} est introuvable',
  LogsPruned:
    'les journaux du job {name} ont été supprimés le {at} : la durée de conservation ({by}) est de {keptFor} après la fin d’un job',
  OutputsPruned:
    'les sorties du job {name} ont été supprimées le {at} : la durée de conservation ({by}) est de {keptFor} après la fin d’un job',
  SeriesPruned:
    'les mesures du job {name} ont été supprimées le {at} : la durée de conservation ({by}) est de {keptFor} après la fin d’un job',
  InputPruned:
    'le répertoire d’entrée {id} désigne des sorties du job {name}, supprimées le {at} selon la durée de conservation ({by}, {keptFor}) : relancez ce job ou désignez-en un autre',
  BlobNotFound: 'le contenu {sha256} n’est pas enregistré : téléversez-le d’abord',
  TopicNotFound: 'le sujet {name} est introuvable',
  FileNotFound: 'il n’y a ni fichier ni dossier {path} ici',
  NotADirectory: '{path} est un fichier : listez le dossier qui le contient, ou téléchargez-le',
  NotAFile: '{path} est un dossier : listez-le, ou téléchargez-le en zip',
  DirectoryNotFound: 'le job {job} n’a pas de dossier {name} ; ses dossiers : {directories}',
  DirectoryUnreadable:
    'le dossier {name} du job {job} est à {path}, que ce serveur ne peut pas lire : placez-le sur un compte de stockage ou un serveur de fichiers, ou omettez son pathPrefix',
  StorageUnavailable:
    '{label} ne peut pas être lu pour l’instant : {why}. Vérifiez qu’il est là et que ses identifiants sont encore valables',
  TooManyFiles: 'il y a plus de {limit} fichiers sous {path} : téléchargez ses dossiers un par un',
  LinkExpired: 'ce lien a expiré à {at} : créez-en un autre',
  LinkInvalid: 'ce lien n’est pas de ce serveur, ou il a été modifié : créez-en un autre',
  LinkGone: 'ce à quoi menait ce lien n’existe plus, ou la personne qui l’a créé n’a plus le droit de le lire',
  ApiVersionMissing: 'la requête n’a pas d’api-version : ajoutez api-version={supported}',
  ApiVersionUnknown: 'l’api-version {given} n’est pas connue ici : utilisez {supported}',
  AlreadyExists: '{kind} {name} existe déjà : choisissez un autre nom ou supprimez d’abord l’existant',
  BeingDeleted: '{kind} {name} est en cours de suppression : attendez qu’il n’existe plus',
  RevisionMismatch: '{kind} {name} a changé entre-temps : relisez-le et refaites la modification',
  GangTooLarge:
    'il faut {needed} {needed|nœud|nœuds} au job, le cluster {cluster} ne peut jamais en avoir plus de {maximum} : réduisez nodeCount ou relevez le maximum',
  NeverFits: 'le job ne pourra jamais démarrer sur le cluster {cluster} : {faults}',
  QueueNotFound: 'le cluster {cluster} n’a pas de file {name} : ses files sont {queues}',
  TooManyWaiting: '{scope} {name} a {waiting} jobs en attente, {limit} sont permis : réessayez dans {seconds} s',
  NotWaiting: 'le job {name} est dans l’état {state} : seul un job en attente se modifie ainsi',
  NotLowPriority: 'le cluster {cluster} a des nœuds dédiés : seuls des nœuds de faible priorité sont repris',
  ReservationNotFound: 'le cluster {cluster} n’a pas de réservation {name}',
  ReservationTooLarge:
    'le cluster {cluster} peut avoir {maximum} nœuds, dont {reserved} sont déjà gardés à ce moment : gardez-en au plus {fitting}, ou agrandissez-le',
  QueueInUse:
    'des jobs attendent dans la file {queue} du cluster {cluster} : laissez-les démarrer ou arrêtez-les, puis retirez-la',
  LimitNotFound: '{scope} {name} n’a pas de limite propre',
  UnknownVmSize: 'la taille de nœud {size} n’est pas au catalogue ; les tailles sont {sizes}',
  ProcessesNotPlaceable: 'les processus du job ne peuvent être placés sur ses nœuds : {faults}',
  VolumesNotMountable: 'ses volumes ne peuvent être montés : {faults}',
  StorageAccountNotFound: 'le compte de stockage {name} est introuvable',
  StorageAccountUnknown:
    'le compte de stockage {account} est inconnu ici, et aucune clé n’est donnée pour lui : exécutez « trainyard storage add {account} », ou donnez credentials.accountKey',
  PlaceholderLeft:
    '{placeholder} n’a pas été remplacé : soumettez avec --storage-account-name NOM, écrivez le nom d’un compte à sa place, ou exécutez « trainyard storage add {account} »',
  StorageAccountInUse: 'le compte de stockage {name} est monté par {users} : modifiez ou terminez d’abord ceux-ci',
  FileServerNotReady: 'le serveur de fichiers {name} est dans l’état {state} : attendez qu’il soit là, puis réessayez',
  VaultNotAvailable:
    '{field} nomme un secret dans un coffre, et ce serveur n’en lit aucun : donnez la valeur elle-même, qui est gardée scellée',
  NotThisAgent: 'cet agent sert un autre nœud',
  SettingNotAvailable: '{field} n’est pas disponible dans cette version : retirez-le',
  ProvisionerNotAvailable: 'le fournisseur de nœuds {kind} n’est pas disponible : les sortes sont {kinds}',
  CodeTooLarge:
    'les fichiers du job font {bytes} octets, au plus {limit} accompagnent un job : écartez ce qui ne sert pas avec .gitignore ou .trainyardignore, et mettez les données sur un volume (TRAINYARD_CODE_LIMIT_MB du serveur fixe la limite)',
  CodeTooMany:
    'le répertoire contient plus de {limit} fichiers qui ne sont pas ignorés, la plupart de ceux vus dans {where} : écartez ce dont le job n’a pas besoin avec .gitignore ou .trainyardignore, et mettez les données sur un volume',
  FileChanged:
    '{path} change pendant sa lecture : arrêtez ce qui l’écrit, ou écartez-le avec .gitignore ou .trainyardignore',
  HashMismatch: 'les octets reçus ont le SHA-256 {found}, et non {expected} : envoyez-les à nouveau',
  OffsetMismatch: 'les octets sont enregistrés jusqu’à {stored} : continuez à partir de là',
  StaleAttempt: 'la tentative {attempt} de {job} n’est pas la tentative en cours : arrêtez-la',
  ProtocolMismatch:
    'le protocole d’agent {offered} ne convient pas à {supported} : mettez à jour l’agent ou le serveur',
  NodeNotLost: 'le nœud {name} est en contact : seul un nœud muet peut être déclaré perdu',
  NothingToSetUp: 'le cluster {cluster} n’a pas de tâche d’installation : donnez-lui-en une par nodeSetup.setupTask',
  NodeInUse: 'des jobs s’exécutent sur le nœud {name} : attendez leur fin, puis relancez l’installation',
  NodeOutOfContact: 'le nœud {name} ne répond pas : rien ne lui parvient pour l’instant',
  TooManyStreams: '{limit} abonnements au plus par connexion : désabonnez-vous d’abord',
  NodeNotConnected: 'le nœud {name} n’est pas en contact : attendez le retour de son agent, puis réessayez',
  TaskNotRunning: 'la tâche n’exécute aucun processus en ce moment : ouvrez-la pendant que sa tâche est en cours',
  PortNotLeased:
    'le port {port} n’est pas un de ceux de la tâche sur ce nœud ; ce sont {ports} : utilisez l’un de ceux-là',
  PortNotOpen:
    'rien n’écoute sur le port {port} là-bas : démarrez le programme qui devrait le faire, puis réessayez ({why})',
  CommandNotStarted: '{command} n’a pas pu y être démarré : {why}',
  ServiceNotFound: 'le job {job} n’a pas de service {name} : ses services sont {services}',
  ServicesHostUnset:
    'les pages des jobs s’affichent sous des noms d’hôte à elles, et ce serveur n’en a pas : donnez à TRAINYARD_SERVICES_HOST un nom dont les sous-domaines mènent ici, ou transférez le port avec « trainyard job node exec -L »',
  TooManyChannels: '{limit} terminaux et connexions au plus à la fois : fermez-en un d’abord',
  ChannelCut: 'la connexion au nœud {name} a été coupée : ouvrez-la à nouveau',
  ChannelBroken: 'le canal a été fermé, car l’autre côté a enfreint ses règles : {why}',
  NotInThisGang: 'l’hôte {host} n’est pas un nœud de cette tâche : ses nœuds sont {hosts}',
  StorageFull: 'le disque du serveur est plein : libérez de la place sous {path}',
  Starting: 'le serveur démarre : réessayez dans un instant',
  ShuttingDown: 'le serveur s’arrête : réessayez dans un instant',
  Internal: 'une erreur est survenue ici ; elle est dans le journal du serveur sous la requête {request}',
};

const details: Record<DetailCode, string> = {
  UnknownField: 'ce champ est inconnu ici : retirez-le ou vérifiez son orthographe',
  Required: 'obligatoire : donnez une valeur',
  TooShort: 'écrivez au moins {minimum} caractères',
  TooLong: 'écrivez au plus {maximum} caractères',
  TooFew: 'donnez au moins {minimum} éléments',
  TooMany: 'donnez au plus {maximum} éléments',
  OutOfRange: 'écrivez un nombre entier de {minimum} à {maximum}',
  TooSmall: 'écrivez un nombre d’au moins {minimum}',
  TooLarge: 'écrivez un nombre d’au plus {maximum}',
  NotOneOf: 'écrivez une de ces valeurs : {options}',
  NotText: 'écrivez un texte',
  NotNumber: 'écrivez un nombre',
  NotWhole: 'écrivez un nombre entier',
  NotBoolean: 'écrivez true ou false',
  NotList: 'écrivez une liste',
  NotObject: 'écrivez un objet dont les champs sont nommés',

  NameCharacters: 'uniquement lettres sans accent, chiffres, - et _',
  GroupCharacters: 'uniquement lettres sans accent, chiffres, -, _ et .',
  VariableCharacters: 'commencez par une lettre sans accent ou _, puis lettres, chiffres et _',
  IdCharacters: 'uniquement lettres sans accent, chiffres et _',
  NotUid: 'écrivez un uid en minuscules',
  NotSha256: 'écrivez un SHA-256 hexadécimal en minuscules',
  TooLittleMemory: 'écrivez au moins 4MiB, avec l’unité : un nombre seul est un nombre d’octets',
  NotBytes: 'écrivez un nombre d’octets, ou un texte tel que 512MiB ou 16GiB',
  NotDuration: 'écrivez une durée ISO 8601 telle que PT1H ou P7D',
  NotRelative: 'écrivez un chemin relatif sans ..',
  NotPlainPath: 'écrivez un chemin sous son sommet : sans .., barre oblique inverse ni caractère de contrôle',
  NotMountPath:
    'écrivez un chemin relatif de noms simples, tel que data ou team/data : sans .., barre oblique inverse ni caractère de contrôle, et pas sous .inputs',
  MountPathTaken:
    '{path} est à la place de {other} ({field}), au-dessus ou au-dessous : donnez à chaque volume la sienne',
  NotFileUrl: 'écrivez l’adresse d’un partage, telle que https://COMPTE.file.core.windows.net/PARTAGE',
  OtherAccount: 'azureFileUrl nomme le compte {other} et accountName {account} : nommez le même',
  NoSharesThere:
    'le compte {account} a une adresse pour les conteneurs et aucune pour les partages : donnez-lui un hôte de partages, ou montez un conteneur',
  NotContainer: 'écrivez le nom d’un seul conteneur, partage ou seau : sans / ni ..',
  NoDirectory: 'ce répertoire n’existe pas sur la machine du serveur : créez-le d’abord',
  DirectoryOfServer: 'ce répertoire contient les données du serveur, ou en fait partie : choisissez-en un autre',
  NotAccountKey: 'écrivez la clé du compte telle qu’Azure la donne : elle est en base64',
  OtherKey: 'une autre clé est donnée pour le compte {account} dans le même corps : n’en donnez qu’une',
  NotMode: 'écrivez des droits en octal tels que 0777',
  NotAddressRange: 'écrivez une adresse IP ou une plage telle que 10.1.0.0/16, ou * pour toutes',
  NotWorkspace: 'écrivez NOM ou ABONNEMENT:GROUPE:NOM',
  NotImage: 'écrivez une image NOM, NOM:TAG ou NOM@EMPREINTE en minuscules, telle que tensorflow/tensorflow:1.8.0',
  NotRegistry: 'écrivez l’adresse d’un registre, telle que https://registry.example.com',
  ImageElsewhere: 'cette image nomme un autre registre que serverUrl : n’en nommez qu’un',
  NotShmSize: 'écrivez un nombre d’octets, ou une taille telle que 64m ou 2g',
  HoldsNul: 'écrivez-le sans caractère NUL',
  ServiceCharacters:
    'n’employez que des minuscules, des chiffres et -, et commencez par une lettre ; port0, port1 … sont aux outils',
  NotBeside: 'ceci ne va pas avec {other} : retirez l’un des deux',
  UsedTwice: 'l’id {id} sert deux fois : donnez à chacun le sien',
  BelowOther: 'n’écrivez pas moins que {other}',
  AboveOther: 'n’écrivez pas plus que {other}',
  EitherOr: 'donnez soit {first}, soit {second}',
  ExactlyOne: 'donnez exactement un champ parmi {fields}',
  OnlyOne: 'donnez exactement un champ parmi {fields} ; trouvés : {found}',
  OnlyWith: 'cela ne va qu’avec {other} : donnez-le, ou retirez ceci',

  TooFewProcesses:
    '{processes} {processes|processus ne peut|processus ne peuvent} occuper {nodes} {nodes|nœud|nœuds} : mettez-en au moins {nodes}, ou réduisez nodeCount',
  TooManyProcesses:
    'un nœud exécute au plus {most} processus d’un job, et {processes} sur {nodes} {nodes|nœud|nœuds} font plus : réduisez leur nombre, ou augmentez nodeCount',
  TooManyWorkers:
    '{nodes} {nodes|nœud|nœuds} de {gpus} {gpus|GPU|GPU} {nodes|accueille|accueillent} au plus {maximum} {maximum|worker|workers} : réduisez leur nombre, ou augmentez nodeCount',
  TooManyParameterServers:
    'chacun des {nodes} {nodes|nœud|nœuds} accueille un serveur de paramètres : mettez-en au plus {nodes}, ou augmentez nodeCount',
  TooManyToName:
    'chaque processus reçoit l’adresse de tous les autres, et {processes} sont trop nombreux : limitez workers et serveurs de paramètres à {maximum} en tout',
  UnclosedQuote: 'un guillemet {quote} n’est jamais fermé : fermez-le, ou écrivez \\{quote}',
};

/** Words that stand as values in the sentences above. */
const values = {
  resource: {
    nodes: 'nœuds',
    cpus: 'processeurs',
    gpus: 'GPU',
    cores: 'cœurs',
    jobs: 'jobs',
    waiting: 'jobs en attente',
    memory: 'mémoire',
  },
  scope: { workspace: 'l’espace de travail', user: 'l’utilisateur' },
  priority: { low: 'basse', normal: 'normale', high: 'haute' },
};

export default { reasons, errors, details, values };
