//! Words for generated texts.

/// What generated pages need to know about a language.
pub struct Language {
    /// The value of `lang`.
    pub tag: &'static str,
    /// Words separated by spaces, the most frequent ones first.
    pub words: &'static str,
    /// Separator of words.
    pub space: &'static str,
    /// Separator of clauses.
    pub comma: &'static str,
    /// The end of a sentence.
    pub stop: &'static str,
}

const SPACED: Language = Language { tag: "", words: "", space: " ", comma: ", ", stop: ". " };

pub const ENGLISH: Language = Language {
    tag: "en",
    words: "the of and to in a that it was for on with as his they at be this from had not are but by one were her all \
        she there would their we him been has when who will no more if out so said what up its about than into them can \
        only other time new some could these two may first then do any my now such like our over man even most made \
        after also did many off before must well back through years where much your way down should because long each \
        just state people those too mr how little good world make very year still see own work men day get here old life \
        both between being under three never know same last another while us might great go come since against right \
        came take used himself few house use place during high without again home around small however found part school \
        general thought went say once harbour bridge council river market farm winter station engine garden letter \
        window village captain weather museum teacher kitchen forest island evening machine number measure company",
    ..SPACED
};

pub const GERMAN: Language = Language {
    tag: "de",
    words: "die der und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach \
        wie im für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen welche sind oder zur um \
        haben einer mir über ihm diese einem ihr uns da zum kann doch vor dieser mich ihn du hatte seine mehr am denn nun \
        unter sehr selbst schon hier bis habe ihre dann ihnen seiner alle wieder meine Zeit gegen vom ganz einzelnen wo \
        muss ohne eines können sei ja wurde jetzt immer Haus Straße Stadt Brücke Wasser Schule Gemeinde Bürgermeisterin \
        Verkehr Sonntag Eisenbahn Geschichte Nachbarn Garten Winter Werkstatt Fähre Entscheidung Menschen Bericht",
    ..SPACED
};

pub const FRENCH: Language = Language {
    tag: "fr",
    words: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il ce sont avec ou son cette \
        mais comme on tout nous sa fait été aussi leur bien peut ces deux ont être même elle sans après entre autres \
        encore temps toujours sous avant notre quand moins très autre depuis quelques jour grande petit maison ville pont \
        rivière marché école hiver jardin fenêtre bateau chemin couleur bois laine verre lampe table chaise tissu panier \
        lumière qualité livraison modèle matière taille prix",
    ..SPACED
};

pub const SPANISH: Language = Language {
    tag: "es",
    words: "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre \
        este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han \
        yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada vida otro después \
        cocina receta aceite fuego casa abuela horno harina tarde pueblo mesa sal pan huerto invierno camino",
    ..SPACED
};

pub const RUSSIAN: Language = Language {
    tag: "ru",
    words: "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой от со для о так как ты её \
        бы же год мочь вы человек такой его сказать один другой только ещё самый себя уже говорить до время когда если \
        день рука нет очень большой новый стать работа город мост река школа зима дом улица рынок сад письмо окно деревня \
        капитан погода музей учитель кухня лес остров вечер машина совет решение жители дорога станция вопрос",
    ..SPACED
};

pub const ARABIC: Language = Language {
    tag: "ar",
    words: "في من على إلى أن هذا التي الذي كان مع عن ما لا بعد قد كما هذه بين كل ذلك قال أو لم حتى منذ عند خلال هناك أكثر يوم \
        عام مدينة جسر نهر مدرسة شتاء بيت شارع سوق حديقة رسالة نافذة قرية قبطان طقس متحف معلم مطبخ غابة جزيرة مساء مجلس \
        قرار سكان طريق محطة سؤال",
    comma: "، ",
    ..SPACED
};

pub const CHINESE: Language = Language {
    tag: "zh",
    words: "的 了 在 是 和 有 不 这 也 他们 我们 一个 中国 可以 没有 已经 因为 所以 但是 如果 时间 现在 问题 工作 城市 桥梁 河流 \
        学校 冬天 房子 街道 市场 花园 信件 窗户 村庄 船长 天气 博物馆 老师 厨房 森林 岛屿 晚上 机器 会议 决定 居民 道路 车站 记者 \
        表示 昨天 今年 第一 发展 重新 开放 周五 两年 以来",
    space: "",
    comma: "，",
    stop: "。",
};

pub const JAPANESE: Language = Language {
    tag: "ja",
    words: "の に は を が と で た て も する これ それ から まで など という ため こと もの ある いる なる として について 日本 \
        時間 問題 仕事 都市 橋 川 学校 冬 家 道路 市場 庭 手紙 窓 村 船長 天気 博物館 先生 台所 森 島 夜 機械 会議 決定 住民 駅 \
        記者 発表 昨日 今年 再開",
    space: "",
    comma: "、",
    stop: "。",
};
