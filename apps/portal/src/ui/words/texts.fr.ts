/** Refusals and faults of fields in French, by their code, beside the reasons: a code of the contracts that is missing here does not compile. */
import type { DetailCode } from '@trainyard/contracts/detail-words';
import type { ErrorCode } from '@trainyard/contracts/errors';
import { reasons } from './reasons.fr.ts';

const errors: Record<ErrorCode, string> = {
  InvalidBody: 'la requête n’est pas valable : {faults}',
  MalformedJson: 'le corps n’est pas du JSON valable : {why}',
  BodyTooLarge: 'le corps dépasse {limit} octets : envoyez-en moins à la fois',
  HeadTooLarge: 'l’adresse et les en-têtes de la requête dépassent {limit} octets : raccourcissez-les',
  RequestTooSlow: 'la requête n’est pas arrivée entière à temps : renvoyez-la',
  MalformedRequest: 'ceci n’est pas une requête HTTP/1.1 ({why}) : vérifiez ce qui l’envoie',
  UnsupportedMediaType: 'envoyez le corps en {expected}',
  Unauthenticated: 'connectez-vous, ou envoyez un jeton sous la forme « Authorization: Bearer TOKEN »',
  BadCredentials: 'ce jeton ou ce lien est faux, déjà utilisé, révoqué ou expiré : demandez-en un nouveau',
  TooManyAttempts: 'trop de connexions refusées : attendez {seconds} s, puis réessayez',
  ForeignOrigin: 'les requêtes de {origin} sont refusées : ouvrez Trainyard à sa propre adresse',
  Forbidden: '{actor} n’a pas le droit « {verb} » sur {object} : demandez-le à un administrateur',
  RouteNotFound: 'il n’y a rien à {method} {path} : voyez /api/v1/openapi.json',
  MethodNotAllowed: '{method} ne convient pas à cette adresse : utilisez {allowed}',
  WorkspaceNotFound: 'l’espace de travail {name} est introuvable',
  ClusterNotFound: 'le cluster {name} est introuvable dans l’espace de travail {workspace}',
  ExperimentNotFound: 'l’expérience {name} est introuvable dans l’espace de travail {workspace}',
  JobNotFound: 'le job {name} est introuvable',
  NodeNotFound: 'le nœud {name} est introuvable',
  FileServerInUse:
    'le serveur de fichiers {name} est monté par {mountedBy} : supprimez-{count|le|les} ou arrêtez-{count|le|les} d’abord',
  ViewNotFound: 'l’espace de travail {workspace} n’a pas de vue enregistrée {name}',
  TooManyViews: 'un espace de travail garde {limit} vues au plus : supprimez-en une d’abord',
  NotEnded: 'le job {name} est dans l’état {state} : seul un job terminé se traite ainsi',
  AlreadySo: 'le job {name} est déjà ainsi',
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
  ExistsDifferently:
    '{kind} {name} existe déjà et diffère par {fields} : choisissez un autre nom, supprimez d’abord l’existant, ou envoyez ce avec quoi il a été créé',
  IdempotencyKeyReused:
    'la clé d’idempotence {key} a servi à une autre soumission : choisissez une nouvelle clé pour de nouveaux jobs',
  OperationNotFound: 'l’opération {name} est introuvable',
  BeingDeleted: '{kind} {name} est en cours de suppression : attendez qu’il n’existe plus',
  PreconditionFailed: '{header} désigne un autre état que celui qui est là : relisez-le et refaites la modification',
  RevisionMismatch: '{kind} {name} a changé entre-temps : relisez-le et refaites la modification',
  GangTooLarge:
    'il faut {needed} {needed|nœud|nœuds} au job, le cluster {cluster} ne peut jamais en avoir plus de {maximum} : réduisez nodeCount ou relevez le maximum',
  NeverFits: 'le job ne pourra jamais démarrer sur le cluster {cluster} : {faults}',
  JobsRefused: 'aucun des {count} jobs n’a été soumis : {faults}',
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
  InputsNotAvailable: 'ses entrées venant d’autres jobs ne peuvent être obtenues : {faults}',
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
  PortalNotBuilt:
    'le portail n’est pas construit, et c’est une partie de lui qui affiche une capsule : lancez le serveur par npm start',
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
  NodeLeaves: 'le nœud {name} est en cours de retrait : plus rien ne peut lui être demandé',
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
  TooManySearches:
    'vous avez {limit} recherches en cours dans les journaux, c’est le maximum : arrêtez-en une, ou réessayez dans {seconds} s',
  SearchesBusy:
    'le serveur exécute {limit} recherches dans les journaux, c’est le maximum à la fois : réessayez dans {seconds} s',
  SearchTimedOut:
    'la recherche a été arrêtée après {seconds} s : cherchez dans moins de flux, ou quelque chose de moins fréquent',
  SearchUnavailable:
    'les journaux ne peuvent pas être fouillés sur ce serveur : le programme rg n’a pas été installé avec lui ({why})',
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
  OutputUnknown: 'le job {job} n’a pas de répertoire de sortie {directory} : il a {directories}',
  OutputOnNode:
    'le répertoire de sortie {directory} du job {job} n’est que sur les disques de ses nœuds : placez-le sur un volume, ou sans pathPrefix',
  OutputPruned:
    'le répertoire de sortie {directory} du job {job} a été supprimé pour faire de la place : relancez ce job',
  OutputTooMany:
    'le répertoire de sortie {directory} du job {job} a plus de {most} fichiers, trop pour être pris un à un : placez-le sur un volume',
  NotEndpoint:
    'écrivez une adresse seule, telle que https://storage.example.com : sans utilisateur, mot de passe, ? ni #',
  NotHost: 'écrivez le nom ou l’adresse d’un hôte',
  HoldsControl: 'écrivez-le sans fin de ligne ni autre caractère de contrôle',
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

  NotResourceId: 'écrivez son id, tel que {example}',
  NotInApi: 'laissé de côté : la version 2018-05-01 de l’API n’a pas ce champ',
  LocationOfWorkspace: 'laissé de côté : il est là où est son espace de travail',
  IdWithoutWorkspace:
    'id d’une version antérieure de l’API, pris pour {name} du même espace de travail : écrivez-le avec son espace de travail',
  ExperimentInAddress:
    'depuis la version 2018-05-01 de l’API, l’expérience est dans l’adresse d’un job : celui-ci va à l’expérience {experiment}',
  AlwaysElevated:
    'laissé de côté : depuis la version 2018-05-01 de l’API, la tâche de préparation s’exécute toujours comme root',
  ReplacedBy: 'laissé de côté : {field} l’a remplacé dans la version 2018-05-01 de l’API',
  TakenAs: 'pris pour {field} {value}, qui l’a remplacé dans la version 2018-05-01 de l’API',
  RenamedTo: 'pris pour {field}, son nom dans la version 2018-05-01 de l’API',
  ToldApartBy: 'laissé de côté : depuis la version 2018-05-01 de l’API, seul leur {field} les distingue',
  AlwaysNew: 'laissé de côté : chaque exécution reçoit son propre répertoire, où {field} en nomme un',
  FollowsFrom: 'laissé de côté : cela découle de {field}',
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
