import type { ReasonCode } from '@trainyard/contracts/reasons';

/** Reasons in French, by their code: a code of the contracts that is missing here does not compile. */
export const reasons: Record<ReasonCode, string> = {
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
  nodeDrained: 'le nœud {node} a été vidé par {actor} : ce qui s’y exécutait a été arrêté pour continuer ailleurs',
  dependencyFailed: 'le job {job}, dont il dépend, a échoué',
  dependencyGone: 'le job {job}, dont il dépend, a été supprimé',
  inputsNotAvailable: 'ses entrées venant d’autres jobs ne peuvent être obtenues : {why}',
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
  volumeHostUnknown:
    '{label} n’est pas monté, car son serveur présente une autre clé que celle du compte de stockage : vérifiez que c’est le bon serveur, puis corrigez les clés d’hôte ({why})',
  volumeCommandFailed:
    'la commande de montage de {label} s’est terminée avec le code {exitCode} et rien n’est monté : {why}',
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

  fileServerFailed: 'le serveur de fichiers ne peut pas être mis en service : {why}',
  fileServerNotRemoved: 'le serveur de fichiers ne peut pas encore être supprimé : {why}',
  fileServerStillMounted: 'le serveur de fichiers sera supprimé quand plus rien ne le montera : {mountedBy}',
  fileServerOnMachine:
    'la taille {vmSize} et le stockage {storage} ne s’appliquent pas : ses fichiers sont sur le disque de la machine du serveur, qui les sert',
  fileServerOneDisk: 'ses {count} disques n’en font qu’un de {size} Go, sans RAID',
  fileServerCaching:
    'le cache {caching} ne s’applique pas : les fichiers sont mis en cache dans la mémoire libre de la machine',
  fileServerAccount: 'personne ne s’y connecte en tant que {user} : ce n’est pas une machine à part',
  fileServerSubnet:
    'il n’est dans aucun sous-réseau ({subnet}) : les nœuds de sa machine le montent quel que soit leur sous-réseau',
  fileServerThin:
    'ses {size} Go dépassent l’espace libre du disque de sa machine : il se dit plein dès que ce disque l’est presque',
  fileServerUnlimited: 'sa taille n’est pas une limite : les fichiers sont dans un simple répertoire, car {why}',
  fileServerNoProgram:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : {program} est introuvable, installez {package} et redémarrez le serveur',
  fileServerNoRights:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : le serveur ne tourne pas en tant que root',
  fileServerNoDisk:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : NFS ne sert que depuis un disque à part, et il n’en a pas',
  fileServerLoopbackOnly: 'il ne se monte que sur sa machine : TRAINYARD_HOST du serveur est une adresse de bouclage',
  fileServerNoRanges:
    'il ne se monte que sur sa machine : nommez dans sshConfiguration.publicIPsToAllow les adresses qui peuvent le monter',

  ranksHoldBack: '{count|le rang|les rangs} {ranks} {count|retient|retiennent} les autres',
  othersWaitAtStep:
    '{waitingCount|le rang|les rangs} {waiting} {waitingCount|attend|attendent} au pas {step}, {count|le rang|les rangs} {ranks} {count|a|ont} parlé pour la dernière fois à {at}',
  othersWait:
    '{waitingCount|le rang|les rangs} {waiting} {waitingCount|attend|attendent}, {count|le rang|les rangs} {ranks} {count|a|ont} parlé pour la dernière fois à {at}',
  allSilent: 'aucun rang n’a rien dit depuis {at}',
  ranksSilent:
    '{count|le rang|les rangs} {ranks} {count|a|ont} parlé pour la dernière fois à {at}, tandis que les autres continuent et en sont au pas {step}',
  gpusUnused: '{gpus} GPU {gpus|est retenu et ne sert|sont retenus et ne servent} à rien',
  gpusStarved: '{gpus} GPU {gpus|attend|attendent} des données {share} % du temps',
  rankBehind: 'le rang {rank} en est au pas {step}, les autres au pas {other}',
  othersWaitMs: '{others} {others|autre rang attend|autres rangs attendent} {ms} ms par pas',
  stepsSlower: 'il fait {rate} pas par seconde, les autres {others}',
  wholeSlower: 'les pas par seconde sont passés de {before} à {now}',
  gpuDiffers:
    'le GPU du rang {rank} sur {node} est occupé à {busy} % pour {power} W, ceux des autres à {othersBusy} % pour {othersPower} W',
  cpuDiffers: 'ses processus sur {node} emploient {now} % d’un processeur, ceux des autres {others} %',
  cpuFell: 'ses processus sur {node} emploient {now} % d’un processeur, contre {before} % avant',
  cpuNow: 'ses processus sur {node} emploient {now} % d’un processeur',
  cpuAlso: 'ses processus emploient {now} % d’un processeur',
  gpusSpin:
    'les GPU se disent occupés à une puissance constante de {power} W, contre {before} W avant : ils attendent en boucle',
  usualSilence: 'une ligne vient d’ordinaire toutes les {seconds} s, et la plus longue pause a duré {longest} s',
  logNotWritten: 'le flux compte {bytes} octets jusqu’ici : ce qui est demandé n’a pas encore été écrit',
  logLostOnNode:
    'le nœud {node} a continué après et n’envoie rien deux fois ({why}) : tant que sa tâche s’exécute, ils sont peut-être encore dans le fichier journal du nœud, qu’un terminal montre',
  logLostWithTask:
    'le nœud {node} ne les a jamais envoyés ({why}), et sa propre copie a disparu avec la tâche : ils sont définitivement perdus, sauf si le job les a aussi écrits ailleurs',
  logLostWithNode:
    'ils ne sont jamais arrivés du nœud {node} ({why}), et ce nœud n’existe plus : ils sont définitivement perdus',
  logLost: 'ils ne sont jamais arrivés ({why}), et plus personne ne les a : ils sont définitivement perdus',
  familyExited: 's’est terminé avec le code {exitCode} sans écrire de raison',
  familyKilled: 'a été tué par {signal} sans écrire de raison',
  familyNodeLost: 'son nœud a été perdu',
  familyUnknown: 'a échoué sans laisser de raison',
};
