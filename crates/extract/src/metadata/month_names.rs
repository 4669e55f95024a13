//! The names of months by language, in every case and abbreviation that date lines use.
//!
//! Names are lower case; dots after abbreviations are not part of them. Where two languages give one name
//! to different months (`listopad`), the languages with more readers win and the other is left out.

/// A month's number and its names.
type Month = (u8, &'static [&'static str]);

/// Gregorian months.
pub(super) const GREGORIAN: &[Month] = &[
    (1, &[
        "january", "jan", "januar", "jänner", "jän", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen",
        "januari", "tammikuu", "tammikuuta", "styczeń", "stycznia", "sty", "leden", "ledna", "led", "január", "jan",
        "ianuarie", "ian", "январь", "января", "янв", "січень", "січня", "січ", "ιανουάριος", "ιανουαρίου", "ιαν",
        "ocak", "oca", "يناير", "كانون الثاني", "جانفي", "ינואר", "जनवरी", "ม.ค", "มกราคม", "januára", "siječnja",
        "sječanj", "януари", "јануар", "januara", "gener", "janúar", "jaanuar", "sausio", "janvāris", "janvārī", "ژانویه",
        "يناير/كانون", "yanvar", "қаңтар", "jannar",
    ]),
    (2, &[
        "february", "feb", "februar", "feber", "février", "fevrier", "févr", "fév", "fev", "febrero", "fevereiro",
        "febbraio", "februari", "helmikuu", "helmikuuta", "luty", "lutego", "lut", "únor", "února", "úno", "február",
        "febr", "februarie", "февраль", "февраля", "фев", "февр", "лютий", "лютого", "лют", "φεβρουάριος",
        "φεβρουαρίου", "φεβ", "şubat", "şub", "فبراير", "فيفري", "شباط", "פברואר", "फरवरी", "फ़रवरी", "กุมภาพันธ์",
        "februára", "veljače", "февруари", "фебруар", "februara", "febrer", "febrúar", "veebruar", "vasario",
        "februāris", "februārī", "فوریه", "pebruari", "fevral", "februarje",
    ]),
    (3, &[
        "march", "mar", "märz", "mär", "mrz", "maerz", "mars", "marzo", "março", "marco", "maart", "mrt", "marts",
        "maaliskuu", "maaliskuuta", "marzec", "marca", "březen", "března", "bře", "március", "márc", "martie", "март",
        "марта", "мар", "березень", "березня", "бер", "μάρτιος", "μαρτίου", "μαρ", "mart", "مارس", "آذار", "מרץ", "מרס",
        "मार्च", "มีนาคม", "maret", "marec", "ožujka", "març", "märts", "kovo", "marts", "martā", "mac", "mäerz",
    ]),
    (4, &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "huhtikuu", "huhtikuuta", "kwiecień", "kwietnia",
        "kwi", "duben", "dubna", "dub", "április", "ápr", "aprilie", "апрель", "апреля", "апр", "квітень", "квітня",
        "квіт", "απρίλιος", "απριλίου", "απρ", "nisan", "nis", "أبريل", "ابريل", "نيسان", "أفريل", "אפריל", "अप्रैल",
        "เมษายน", "apríl", "apríla", "travnja", "април", "aprila", "aprill", "balandžio", "aprīlis", "aprīlī", "آوریل",
        "abrëll", "aprel",
    ]),
    (5, &[
        "may", "mai", "mayo", "maio", "maggio", "mag", "mei", "maj", "toukokuu", "toukokuuta", "maja", "květen",
        "května", "kvě", "május", "máj", "mája", "май", "мая", "травень", "травня", "трав", "μάιος", "μαΐου", "μαίου",
        "μάι", "μαϊ", "mayıs", "مايو", "أيار", "ماي", "מאי", "मई", "พฤษภาคม", "svibnja", "мај", "maig", "maí",
        "gegužės", "maijs", "maijā", "مه", "mee", "мая",
    ]),
    (6, &[
        "june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu", "kesäkuu", "kesäkuuta", "czerwiec",
        "czerwca", "cze", "červen", "června", "čvn", "június", "jún", "iunie", "iun", "июнь", "июня", "июн", "червень",
        "червня", "черв", "ιούνιος", "ιουνίου", "ιουν", "haziran", "haz", "يونيو", "يونيه", "حزيران", "جوان", "יוני",
        "जून", "มิถุนายน", "júna", "lipnja", "юни", "јун", "juna", "juny", "júní", "juuni", "birželio", "jūnijs",
        "jūnijā", "ژوئن", "iyun",
    ]),
    (7, &[
        "july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "heinäkuu", "heinäkuuta",
        "lipiec", "lipca", "lip", "červenec", "července", "čvc", "július", "júl", "iulie", "iul", "июль", "июля", "июл",
        "липень", "липня", "лип", "ιούλιος", "ιουλίου", "ιουλ", "temmuz", "tem", "يوليو", "يوليه", "تموز", "جويلية",
        "יולי", "जुलाई", "กรกฎาคม", "júla", "srpnja", "юли", "јул", "jula", "juliol", "júlí", "juuli", "liepos",
        "jūlijs", "jūlijā", "ژوئیه", "julai", "iyul",
    ]),
    (8, &[
        "august", "aug", "août", "aout", "aoû", "agosto", "ago", "augustus", "augusti", "elokuu", "elokuuta",
        "sierpień", "sierpnia", "sie", "srpen", "srpna", "srp", "augusztus", "август", "августа", "авг", "серпень",
        "серпня", "серп", "αύγουστος", "αυγούστου", "αυγ", "ağustos", "ağu", "أغسطس", "اغسطس", "آب", "أوت", "אוגוסט",
        "अगस्त", "สิงหาคม", "augusta", "kolovoza", "avgust", "avgusta", "август", "agost", "ágúst", "rugpjūčio",
        "augusts", "augustā", "اوت", "agustus", "agu", "ogos", "avqust",
    ]),
    (9, &[
        "september", "sept", "sep", "septembre", "septiembre", "setiembre", "setembro", "set", "settembre", "sett",
        "syyskuu", "syyskuuta", "wrzesień", "września", "wrz", "září", "zář", "szeptember", "szept", "septembrie",
        "сентябрь", "сентября", "сен", "сент", "вересень", "вересня", "вер", "σεπτέμβριος", "σεπτεμβρίου", "σεπ",
        "eylül", "eyl", "سبتمبر", "أيلول", "ספטמבר", "सितंबर", "सितम्बर", "กันยายน", "septembra", "rujna", "септември",
        "септембар", "septembar", "setembre", "rugsėjo", "septembris", "septembrī", "سپتامبر", "sentyabr",
    ]),
    (10, &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott", "lokakuu",
        "lokakuuta", "październik", "października", "paź", "říjen", "října", "říj", "október", "octombrie", "октябрь",
        "октября", "окт", "жовтень", "жовтня", "жовт", "οκτώβριος", "οκτωβρίου", "οκτ", "ekim", "eki", "أكتوبر",
        "اكتوبر", "تشرين الأول", "אוקטובר", "अक्टूबर", "अक्तूबर", "ตุลาคม", "októbra", "octubre", "октомври",
        "октобар", "oktobar", "oktobra", "oktoober", "spalio", "oktobris", "oktobrī", "اکتبر", "oktyabr",
    ]),
    (11, &[
        "november", "nov", "novembre", "noviembre", "novembro", "marraskuu", "marraskuuta", "listopad", "listopada",
        "lis", "listopadu", "noiembrie", "noi", "ноябрь", "ноября", "ноя", "нояб", "листопад", "листопада", "лист",
        "νοέμβριος", "νοεμβρίου", "νοε", "kasım", "kas", "نوفمبر", "تشرين الثاني", "נובמבר", "नवंबर", "नवम्बर",
        "พฤศจิกายน", "novembra", "studenoga", "studenog", "ноември", "новембар", "novembar", "nóvember", "lapkričio",
        "novembris", "novembrī", "نوامبر", "nopember", "noyabr",
    ]),
    (12, &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dezembro",
        "dicembre", "desember", "des", "joulukuu", "joulukuuta", "grudzień", "grudnia", "gru", "prosinec", "prosince",
        "pro", "decembrie", "декабрь", "декабря", "дек", "грудень", "грудня", "груд", "δεκέμβριος", "δεκεμβρίου", "δεκ",
        "aralık", "ara", "ديسمبر", "كانون الأول", "דצמבר", "दिसंबर", "दिसम्बर", "ธันวาคม", "decembra", "prosinca",
        "декември", "децембар", "decembar", "desembre", "detsember", "gruodžio", "decembris", "decembrī", "دسامبر",
        "disember", "dekabr", "dezem",
    ]),
];

/// Months of the Iranian solar year.
pub(super) const SOLAR_HIJRI: &[Month] = &[
    (1, &["فروردین"]),
    (2, &["اردیبهشت"]),
    (3, &["خرداد"]),
    (4, &["تیر"]),
    (5, &["مرداد"]),
    (6, &["شهریور"]),
    (7, &["مهر"]),
    (8, &["آبان"]),
    (9, &["آذر"]),
    (10, &["دی"]),
    (11, &["بهمن"]),
    (12, &["اسفند"]),
];
