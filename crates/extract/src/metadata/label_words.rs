//! The words that pages put before authors and dates, by language.

/// What stands before an author's name at the start of a line, lower case. A name follows after white space
/// or a colon.
pub(super) const BYLINES: &[&str] = &[
    // en
    "by", "written by", "posted by", "published by", "story by", "words by", "words", "text by", "authored by",
    "article by", "report by", "reported by", "author", "authors", "a post by", "submitted by", "created by",
    "contributed by", "started by", "asked by", "writer", "byline",
    // de
    "von", "ein artikel von", "ein beitrag von", "ein kommentar von", "eine analyse von", "eine rezension von",
    "ein gastbeitrag von", "text", "text von", "autor", "autorin", "autoren", "verfasst von", "geschrieben von",
    "veröffentlicht von", "aus der feder von", "redaktion", "erstellt von",
    // fr
    "par", "écrit par", "publié par", "rédigé par", "propos recueillis par", "auteur", "auteurs", "texte",
    // es, pt
    "por", "escrito por", "publicado por", "texto", "autora", "autores", "escrita por", "redacción",
    // it
    "di", "scritto da", "a cura di", "autore", "pubblicato da",
    // nl
    "door", "geschreven door", "tekst",
    // sv, da, no
    "av", "af", "skrevet af", "skrevet av", "tekst", "skribent", "publicerad av",
    // fi
    "teksti", "kirjoittaja", "kirjoittanut", "toimittaja",
    // pl, cs, sk
    "oprac", "opracowanie", "autor tekstu", "napisał", "autoři",
    // hu
    "írta", "szerző",
    // ro
    "de", "scris de", "publicat de",
    // ru, uk
    "автор", "авторы", "текст", "автори",
    // el
    "του", "της", "γράφει ο", "γράφει η", "συντάκτης",
    // tr
    "haber", "yazan", "yazar",
    // ar, fa, he
    "كتب", "كتبت", "بقلم", "الكاتب", "نویسنده", "מאת",
    // hi
    "रिपोर्ट", "लेखक",
    // id, ms
    "penulis", "oleh", "reporter",
    // vi
    "tác giả",
    // zh, ja, ko
    "作者", "记者", "記者", "文", "撰文", "著者", "筆者", "執筆", "ライター", "글",
];

/// Bylines that are also ordinary words: only names may follow.
pub(super) const WEAK_BYLINES: &[&str] = &[
    "by", "von", "par", "por", "di", "door", "av", "af", "de", "του", "της", "text", "texte", "texto", "tekst", "haber",
    "words", "文", "글", "redaktion", "redacción", "reporter", "author", "writer", "teksti", "текст",
];

/// What stands before the day of the first publication, lower case.
pub(super) const PUBLISHED: &[&str] = &[
    "published", "posted", "publication date", "date published", "first published", "originally published", "created",
    "veröffentlicht", "erschienen", "erstellt", "publiziert", "publié", "mis en ligne", "publicado", "publicada",
    "pubblicato", "gepubliceerd", "geplaatst", "publicerad", "publicerat", "udgivet", "publiceret", "publisert",
    "julkaistu", "opublikowano", "data publikacji", "dodano", "publikováno", "vydáno", "publikované", "megjelent",
    "publicat", "опубликовано", "дата публикации", "опубліковано", "δημοσιεύτηκε", "δημοσίευση", "yayınlanma",
    "yayın tarihi", "giriş", "نشر", "تاريخ النشر", "تاریخ انتشار", "פורסם", "प्रकाशित", "diterbitkan", "tayang", "đăng lúc",
    "ngày đăng", "เผยแพร่", "发布", "發布", "发表", "發表", "公開", "配信", "投稿", "掲載", "입력", "등록", "승인",
];

/// What stands before the day of a change, lower case.
pub(super) const MODIFIED: &[&str] = &[
    "updated", "last update", "last modified", "last edited", "last revised", "last reviewed", "modified", "revised",
    "update:", "edited", "reviewed", "aktualisiert", "letzte aktualisierung", "zuletzt", "stand:", "geändert",
    "mis à jour", "mise à jour", "modifié", "actualisé", "actualizado", "actualización", "última actualización",
    "modificado", "atualizado", "atualizada", "aggiornato", "ultimo aggiornamento", "modificato", "bijgewerkt",
    "laatste update", "gewijzigd", "uppdaterad", "senast", "opdateret", "oppdatert", "sist endret", "päivitetty",
    "muokattu", "aktualizacja", "zaktualizowano", "aktualizováno", "aktualizované", "frissítve", "frissült",
    "módosítva", "actualizat", "обновлено", "обновление", "изменено", "оновлено", "ενημερώθηκε", "ενημέρωση",
    "güncelleme", "güncellenme", "güncellendi", "آخر تحديث", "تحديث", "به روزرسانی", "به‌روزرسانی", "עודכן", "अपडेट",
    "diperbarui", "dikemas kini", "diperbaharui", "cập nhật", "อัปเดต", "อัพเดท", "更新", "最終更新", "수정", "최종수정",
];

/// What dates that are not the page's own stand by, lower case: rights, events, readers.
pub(super) const OTHER_DATES: &[&str] = &[
    "©", "copyright", "(c)", "expires", "deadline", "event date", "registered", "joined", "member since", "born",
    "accessed", "retrieved", "effective", "release date", "version", "today", "heute ist",
];

/// Words of roles and desks, lower case: a part of a byline that has one is no name of its own.
pub(super) const ROLES: &[&str] = &[
    "editor", "editors", "reporter", "reporters", "correspondent", "writer", "writers", "contributor", "contributors",
    "columnist", "director", "founder", "co-founder", "cofounder", "ceo", "cto", "cmo", "coo", "manager", "journalist",
    "expert", "analyst", "producer", "photographer", "president", "professor", "specialist", "consultant", "strategist",
    "marketer", "author", "blogger", "critic", "freelancer", "intern", "fellow", "associate", "engineer", "lead",
    "head", "chief", "senior", "redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporterin", "autor",
    "autorin", "journalistin", "volontär", "volontärin", "ressortleiter", "chefredakteur", "chefredakteurin",
    "journaliste", "rédacteur", "rédactrice", "correspondant", "correspondante", "redactor", "redactora", "periodista",
    "corresponsal", "jornalista", "repórter", "editora", "giornalista", "redattore", "redacteur", "verslaggever",
    "dziennikarz", "redaktor", "корреспондент", "журналист", "редактор", "muhabir", "기자", "記者",
];

/// What an author field holds when it holds nobody, as letters and digits in lower case.
pub(super) const NOBODY: &[&str] = &[
    "admin", "administrator", "webmaster", "none", "null", "undefined", "unknown", "anonymous", "author", "authors",
    "nan", "na", "root", "user", "superuser", "siteadmin", "noauthor", "unbekannt", "sharethis", "share", "follow",
    "subscribe", "advertisement", "anzeige", "posts", "viewallposts", "aboutthe", "abouttheauthor", "readmore", "guest",
    "comments", "comment", "email", "twitter", "facebook", "linkedin", "published", "updated", "posted", "date", "by",
    "von", "par", "profile", "website", "more", "bio", "contact", "news", "home", "home page", "write", "test", "true",
    "false", "autor", "autoren", "redakteur", "about", "moreby", "writtenby", "reviewedby", "editedby", "factchecked",
    "factcheckedby", "medicallyreviewedby", "expertreviewed", "seeallarticles", "learnmore", "viewprofile",
];
