/**
 * The page's script, under 4 KB: filter box mirrored in the URL, opening of linked blocks, copying. Everything it
 * shows is on the page already; it writes text only, never markup.
 */
export const script = `(()=>{
const $=(s,e=document)=>[...e.querySelectorAll(s)];
const box=document.getElementById('q'),out=document.getElementById('found'),all=$('[data-k]');
const read=t=>(t.match(/-?[a-z]+:"[^"]*"|\\S+/gi)||[]).map(w=>{
const no=w.length>1&&w[0]==='-';if(no)w=w.slice(1);
const m=/^(is|level|area):(.*)$/i.exec(w),v=(m?m[2].replace(/"/g,''):w).toLowerCase();
const key=e=>e.dataset.k.toLowerCase().split(' ');
const hit=!m?(v[0]==='§'?e=>key(e).some(k=>k.includes('-'+v.slice(1)+'-')):e=>(e.textContent+' '+e.dataset.k).toLowerCase().includes(v))
:m[1].toLowerCase()==='area'?e=>(e.dataset.id||e.id.slice(2)).toLowerCase().replace(/\\./g,'/').startsWith(v.replace(/\\./g,'/')):m[1].toLowerCase()==='level'?e=>key(e)[1]===v:e=>key(e)[0]===v||key(e).slice(2).includes(v);
return e=>hit(e)!==no;});
const filter=t=>{
const tests=read(t);let n=0;
for(const e of all){const ok=tests.every(f=>f(e));e.hidden=!ok;if(ok)n++;}
for(const e of all)if(!e.hidden)for(let p=e.parentElement;p;p=p.parentElement)if(p.dataset.k)p.hidden=false;
for(const e of $('.g,#passed>.fold,#not-applicable>.fold')){
const some=$('[data-k]',e).some(c=>!c.hidden);e.hidden=!some;
if(tests.length&&e.tagName==='DETAILS')e.open=some;}
out.textContent=tests.length?n+' of '+all.length+' checks':'';};
const open=()=>{
const h=decodeURIComponent(location.hash.slice(1));
if(h.startsWith('?q=')){const q=h.slice(3);if(box.value!==q)box.value=q;filter(q);return;}
const e=h&&document.getElementById(h);
if(e){for(let p=e;p;p=p.parentElement)if(p.tagName==='DETAILS')p.open=true;if(e.hidden){box.value='';filter('');}e.scrollIntoView();}};
const go=q=>{history.replaceState(null,'',q?'#?q='+encodeURIComponent(q):location.pathname+location.search);filter(q);};
document.querySelector('.find').hidden=false;
box.addEventListener('input',()=>go(box.value.trim()));
for(const a of $('a[data-q]'))a.addEventListener('click',()=>{box.value=a.dataset.q;filter(a.dataset.q);history.replaceState(null,'','#?q='+encodeURIComponent(a.dataset.q));});
const copy=async(t,b)=>{
try{await navigator.clipboard.writeText(t);}catch{const a=document.createElement('textarea');a.value=t;document.body.append(a);a.select();document.execCommand('copy');a.remove();}
const was=b.textContent;b.textContent='Copied';setTimeout(()=>b.textContent=was,1200);};
const button=(label,where,text)=>{const b=document.createElement('button');b.type='button';b.textContent=label;b.addEventListener('click',()=>copy(text(),b));where.append(b);};
const fence=t=>{const f='\`'.repeat(Math.max(2,...(t.match(/\`+/g)||[]).map(r=>r.length))+1);return f+'\\n'+t+'\\n'+f;};
const dress=f=>{
if(f.dataset.dressed)return;f.dataset.dressed=1;
for(const p of $('pre.c',f))button('Copy',p.previousElementSibling,()=>p.textContent);
if(!f.matches('.f'))return;
const text=s=>$(s,f).map(e=>e.textContent.trim()).join('\\n');
button('Copy as Markdown issue',f.querySelector('.in'),()=>['## '+f.querySelector('.ti bdi').textContent.replace(/[\\\\\`*_{}\\[\\]<>#|@&]/g,'\\\\$&'),'Check: \`'+f.dataset.id+'\`',
'**Expected**\\n'+fence(text('.pair>:first-child p')),'**The server answered**\\n'+fence(text('.got p')),
'**Rule, reason, fix**\\n'+fence($('.why>div',f).filter(d=>!d.querySelector('details')).map(d=>$('dt,dd',d).map(e=>e.textContent.trim()).join(': ')).join('\\n')),
'**Transcript**\\n'+fence(text('.x pre')),'**Again**\\n'+fence(text('pre.c'))].join('\\n\\n')+'\\n');};
$('.f[open]').forEach(dress);
document.addEventListener('toggle',e=>{const f=e.target.closest('.f')||e.target;if(f.open)dress(f);},true);
let shut=[];
addEventListener('beforeprint',()=>{shut=$('details.f:not([open])');shut.forEach(d=>d.open=true);});
addEventListener('afterprint',()=>shut.forEach(d=>d.open=false));
addEventListener('hashchange',open);open();
})();`;
