//! What the generator chooses from. Prices are of the order of public price lists; the units and
//! people are made up.

/// A fee category 收费项目, as it stands in `Details`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Category {
	pub(crate) code: &'static str,
	pub(crate) name: &'static str,
	pub(crate) lines: &'static [Line],
}

/// What may stand in the itemised list under a category.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
	pub(crate) code: &'static str,
	pub(crate) name: &'static str,
	pub(crate) unit: &'static str,
	/// Price of one unit, fen.
	pub(crate) price: u32,
}

const fn line(code: &'static str, name: &'static str, unit: &'static str, price: u32) -> Line {
	Line { code, name, unit, price }
}

pub(crate) const CONSULTATION: Category = Category {
	code: "0601",
	name: "诊察费",
	lines: &[
		line("110200001a", "普通门诊诊察费", "次", 2200),
		line("110200002a", "副主任医师门诊诊察费", "次", 3000),
		line("110200002b", "主任医师门诊诊察费", "次", 3800),
	],
};

pub(crate) const WARD_ROUND: Category = Category {
	code: "0601",
	name: "诊察费",
	lines: &[line("110200005", "住院诊察费", "日", 2700)],
};

pub(crate) const BED: Category = Category {
	code: "0602",
	name: "床位费",
	lines: &[
		line("110900001a", "三人间床位费", "日", 5500),
		line("110900001b", "双人间床位费", "日", 9000),
		line("110900001c", "多人间床位费", "日", 4000),
	],
};

pub(crate) const NURSING: Category = Category {
	code: "0603",
	name: "护理费",
	lines: &[
		line("120100003", "Ⅰ级护理", "日", 3200),
		line("120100004", "Ⅱ级护理", "日", 2200),
		line("120100005", "Ⅲ级护理", "日", 1400),
	],
};

pub(crate) const EXAMINATION: Category = Category {
	code: "0604",
	name: "检查费",
	lines: &[
		line("310701001", "常规心电图检查（十二通道）", "次", 2700),
		line("220302001", "彩色多普勒超声常规检查（腹部）", "次", 13_000),
		line("220301001", "B超常规检查", "部位", 6000),
		line("210300001", "X线计算机体层（CT）平扫", "部位", 21_000),
		line("210200001", "磁共振平扫", "部位", 52_000),
		line("210102015", "数字化摄影（DR）胸部正位", "次", 6500),
		line("310902005", "电子胃镜检查", "次", 19_000),
		line("310604001", "肺通气功能检查", "次", 6800),
	],
};

pub(crate) const LABORATORY: Category = Category {
	code: "0605",
	name: "化验费",
	lines: &[
		line("250101015", "血细胞分析（五分类）", "次", 2000),
		line("250102035", "尿液分析", "次", 1200),
		line("250302001", "葡萄糖测定", "项", 500),
		line("250303001", "血清总胆固醇测定", "项", 600),
		line("250305007", "血清丙氨酸氨基转移酶测定", "项", 500),
		line("250307001", "尿素测定", "项", 500),
		line("250310002", "血清促甲状腺激素测定（化学发光法）", "项", 3500),
		line("250401031", "C反应蛋白测定（CRP）", "项", 2500),
		line("250404005", "糖类抗原测定（CA-199）", "项", 6000),
		line("250203030", "凝血酶原时间测定（PT）", "项", 1800),
		line("250301011", "糖化血红蛋白测定", "项", 5800),
	],
};

pub(crate) const TREATMENT: Category = Category {
	code: "0606",
	name: "治疗费",
	lines: &[
		line("120400006", "静脉输液", "组", 1300),
		line("120400002", "静脉注射", "次", 600),
		line("120400001", "肌肉注射", "次", 350),
		line("340100001", "红外线治疗", "部位", 1800),
		line("410000001", "中药熏洗治疗", "次", 4500),
		line("430000001", "普通针刺", "次", 3200),
		line("120300001", "氧气吸入", "小时", 400),
	],
};

pub(crate) const SURGERY: Category = Category {
	code: "0607",
	name: "手术费",
	lines: &[
		line("331006014", "腹腔镜下胆囊切除术", "次", 238_000),
		line("331008005", "腹股沟疝无张力修补术", "次", 156_000),
		line("330604008", "白内障超声乳化摘除术＋人工晶体植入术", "单眼", 215_000),
		line("331503007", "股骨骨折切开复位内固定术", "次", 276_000),
		line("330100005", "全身麻醉（2小时内）", "次", 86_000),
	],
};

pub(crate) const MATERIALS: Category = Category {
	code: "0608",
	name: "卫生材料费",
	lines: &[
		line("C1401001", "一次性使用输液器", "套", 360),
		line("C1401017", "一次性使用静脉留置针", "支", 2850),
		line("C1402003", "医用透明敷料", "片", 980),
		line("C1403008", "一次性使用吸氧管", "根", 1200),
		line("C0301022", "可吸收缝合线", "包", 8600),
	],
};

pub(crate) const WESTERN_MEDICINE: Category = Category {
	code: "0609",
	name: "西药费",
	lines: &[
		line("XC09CAL015", "缬沙坦胶囊 80mg×28粒", "盒", 4620),
		line("XC10AAA074", "阿托伐他汀钙片 20mg×28片", "盒", 5880),
		line("XA10BAE004", "二甲双胍缓释片 0.5g×60片", "盒", 3840),
		line("XC08CAA003", "苯磺酸氨氯地平片 5mg×28片", "盒", 3470),
		line("XJ01CAA039", "阿莫西林胶囊 0.25g×24粒", "盒", 1260),
		line("XJ01FAA046", "阿奇霉素片 0.25g×6片", "盒", 2350),
		line("XA02BCA217", "奥美拉唑肠溶胶囊 20mg×28粒", "盒", 4290),
		line("XB01ACA117", "阿司匹林肠溶片 100mg×30片", "盒", 1370),
		line("XR06AEL047", "氯雷他定片 10mg×12片", "盒", 2680),
		line("XM01AEB253", "布洛芬缓释胶囊 0.3g×20粒", "盒", 1890),
		line("XB05BBL193", "0.9%氯化钠注射液 250ml", "袋", 480),
		line("XA11HAW070", "维生素B12注射液 0.5mg", "支", 235),
		line("XJ01DDT064", "注射用头孢曲松钠 1.0g", "支", 1960),
	],
};

pub(crate) const PATENT_MEDICINE: Category = Category {
	code: "0610",
	name: "中成药费",
	lines: &[
		line("ZA06CAL0216", "连花清瘟胶囊 0.35g×24粒", "盒", 1480),
		line("ZC01AAF0467", "复方丹参滴丸 27mg×180丸", "瓶", 2940),
		line("ZA12GAB0089", "六味地黄丸 200丸", "瓶", 2170),
		line("ZA09FAS0512", "银杏叶滴丸 63mg×60丸", "盒", 3650),
		line("ZB01AAJ0233", "蒲地蓝消炎口服液 10ml×10支", "盒", 4120),
	],
};

/// Made-up hospitals 医院, each the code and the name of an issuer.
pub const HOSPITALS: [(&str, &str); 6] = [
	("12310000TEST000011", "上海市财票链示范人民医院"),
	("12310000TEST000022", "上海市浦江测试中心医院"),
	("12310000TEST000033", "上海市东海岸测试儿科医院"),
	("12310000TEST000044", "上海市示范中医医院"),
	("12310000TEST000055", "上海市测试口腔专科医院"),
	("12310000TEST000066", "上海市示范社区卫生服务中心"),
];

pub(crate) const OUTPATIENT_DEPARTMENTS: [&str; 8] = [
	"内科门诊",
	"心内科门诊",
	"消化科门诊",
	"内分泌科门诊",
	"呼吸科门诊",
	"骨科门诊",
	"皮肤科门诊",
	"全科门诊",
];

pub(crate) const INPATIENT_DEPARTMENTS: [&str; 6] =
	["普外科病区", "心内科病区", "骨科病区", "呼吸科病区", "神经内科病区", "眼科病区"];

pub(crate) const SURNAMES: [&str; 20] = [
	"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
	"何", "郭", "马", "欧阳",
];

pub(crate) const GIVEN_NAMES: [&str; 20] = [
	"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
	"涛", "明", "超", "秀兰", "霞",
];
