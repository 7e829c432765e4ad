/** What can be wrong with one field, in French. */
import type { DetailCode } from '@trainyard/contracts/detail-words';

export const details: Record<DetailCode, string> = {
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
